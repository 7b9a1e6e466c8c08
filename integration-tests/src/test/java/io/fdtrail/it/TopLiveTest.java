package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code fdtrail top -b}: a process gets a descriptor every 100 ms, and keeps it. */
class TopLiveTest {
  private static final String NOTHING_REFUSED = "INFO the fence refused 0 calls";

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  private static Outcome top(String... options) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(Layout.FDTRAIL.toString(), "top", "-v", "-b", "-n", "3", "--name", "^passfd$"));
    command.addAll(List.of(options));
    try (Program tracer = Fdtrail.tracing(command)) {
      Program passfd = Program.start(List.of(Layout.PASSFD.toString(), "keep-slowly", "80", "100"));
      try {
        Outcome outcome = tracer.await();
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.errLines()).contains(NOTHING_REFUSED);
        return outcome;
      } finally {
        passfd.close();
      }
    }
  }

  /** The line about all, the header, the rows and an empty line. */
  private static List<List<String>> looks(Outcome outcome) {
    List<List<String>> looks = new ArrayList<>(List.of(new ArrayList<>()));
    for (String line : outcome.outLines()) {
      looks.get(looks.size() - 1).add(line);
      if (line.isEmpty()) {
        looks.add(new ArrayList<>());
      }
    }
    return looks.subList(0, 3);
  }

  /** A receive each 100 ms: a second that begins with one and ends with one has eleven. */
  @Test
  void aPairHasARate() throws IOException, InterruptedException {
    List<List<String>> looks = looks(top("-d", "1"));
    for (List<String> look : looks) {
      assertThat(look.get(0)).matches("[0-9]\\.[0-9] s, pairs by rate: .*, lost 0, ring [0-9]%");
      assertThat(look.get(1)).matches("RECV/s +DROP/s +TOTAL +P50 +P99 +SENDER -> RECEIVER");
    }
    assertThat(looks.get(1).get(0)).contains("dropped 0/s");
    assertThat(looks.get(1).get(2))
        .matches(
            "([5-9](\\.[0-9])?|1[01]) +0 +[0-9]+ +[0-9]+ [un]s +[0-9]+ [mun]s +passfd/\\d+ -> passfd/\\d+");
    assertThat(looks.get(1).get(3)).isEmpty();
  }

  @Test
  void aProcessHasWhatItKeeps() throws IOException, InterruptedException {
    Outcome outcome = top("-d", "1", "--view", "processes", "--sort", "growth");
    assertThat(outcome.err()).doesNotContain("cannot be seen");
    List<List<String>> looks = looks(outcome);
    assertThat(looks.get(2).get(1))
        .matches("SENT/s +RECV/s +DROP/s +TOTAL +OPEN +GROWTH +P50 +P99 +PROCESS");
    String[] receiver = looks.get(2).get(2).split(" +");
    assertThat(receiver[0]).isEqualTo("0");
    // a receive may be read a moment after a look that was due
    assertThat(Integer.parseInt(receiver[4]))
        .isBetween(Integer.parseInt(receiver[3]) - 1, Integer.parseInt(receiver[3]));
    assertThat(receiver[5]).matches("\\+[0-9]+/min");
    assertThat(looks.get(2).get(3)).matches("[0-9.]+ +0 +0 +[0-9]+ +- +- +- +- +passfd/[0-9]+");
  }

  @Test
  void filesAreChosenByExpressions() throws IOException, InterruptedException {
    List<List<String>> looks = looks(top("-d", "0.7", "--view", "files", "-F", "action == SEND"));
    assertThat(looks.get(1).get(2)).matches("[0-9.]+ +0 +0 +[0-9]+ +- +- +memfd +/memfd:.*");
  }
}
