package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code fdtrail leaks --interval}: a process gets a descriptor every 100 ms, and keeps it. */
class GrowthLiveTest {
  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  private static Outcome leaks(String... options) throws IOException, InterruptedException {
    String workload =
        "ulimit -Sn %d; exec %s keep-slowly 900 100".formatted(GrowthChecks.LIMIT, Layout.PASSFD);
    return leaksOf("passfd", workload, options);
  }

  private static Outcome leaksOf(String name, String workload, String... options)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(Layout.FDTRAIL.toString(), "leaks", "-v", "-n", "^" + name + "$"));
    command.addAll(List.of(options));
    try (Program tracer = Fdtrail.tracing(command)) {
      Program passfd = Program.start(List.of("bash", "-c", workload));
      try {
        return tracer.await();
      } finally {
        passfd.close();
      }
    }
  }

  /** It has 12 copies and closed the numbers received; then nothing happens any more. */
  @Test
  void whatDoesNotGrowIsNeverFull() throws IOException, InterruptedException {
    Outcome outcome =
        leaksOf(
            "dup-keeper",
            "exec %s leak dup-keeper 12 20".formatted(Layout.PASSFD),
            "-d",
            "4",
            "--after",
            "0.1",
            "--interval",
            "1",
            "-o",
            "json");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    List<JsonNode> rows = GrowthChecks.rows(outcome.outLines());
    assertThat(rows).hasSizeBetween(2, 4);
    JsonNode before = rows.get(rows.size() - 2);
    JsonNode last = rows.get(rows.size() - 1);
    assertThat(last.path("open").asInt()).isEqualTo(12);
    assertThat(last.path("descriptors")).isEqualTo(before.path("descriptors"));
    assertThat(last.path("change").asInt()).isEqualTo(12 - rows.get(0).path("open").asInt());
    assertThat(last.has("full_in_s")).isEqualTo(last.path("change").asInt() > 0);
  }

  @Test
  void whatGrowsIsReported() throws IOException, InterruptedException {
    Outcome outcome =
        leaks("-d", "5", "--after", "0.1", "--interval", "1s", "--warn", "3%", "-o", "json");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(GrowthChecks.rows(outcome.outLines())).hasSizeBetween(3, 5);
    GrowthChecks.check(outcome.outLines(), outcome.errLines());
  }

  @Test
  void theTableReportsTheRate() throws IOException, InterruptedException {
    Outcome outcome = leaks("-d", "3.5", "--after", "0.1", "--interval", "1");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.outLines().get(0))
        .matches("TIME +PID +PROCESS +OPEN +RATE +FDS +LIMIT +USED +FULL IN");
    assertThat(outcome.outLines().get(1))
        .matches("[0-9.]+ +[0-9]+ +passfd +[0-9]+ +- +[0-9]+ +1000 +[0-9]+% +-");
    assertThat(outcome.outLines().get(2)).matches("  [0-9]+ memfd from passfd");
    assertThat(outcome.outLines().get(3))
        .matches(
            "[0-9.]+ +[0-9]+ +passfd +[0-9]+ +\\+[0-9.]+/min +[0-9]+ +1000 +[0-9]+% +[0-9]+ (s|min)");
    assertThat(outcome.outLines().get(4)).matches("  [0-9]+ memfd \\+[0-9.]+/min from passfd");
    assertThat(outcome.outLines()).anyMatch(line -> line.startsWith("FROM "));
  }

  @Test
  void withoutIntervalNothingIsReported() throws IOException, InterruptedException {
    Outcome outcome = leaks("-d", "2", "--after", "0.1", "-o", "json");
    assertThat(outcome.outLines()).noneMatch(line -> line.contains("\"growth\""));
    assertThat(outcome.err()).doesNotContain("the look took");
  }
}
