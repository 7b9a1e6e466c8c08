package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code fdtrail leaks -- CMD}: what processes had received and still had when they ended. */
class EndingsLiveTest {
  @TempDir private Path directory;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  private static Outcome leaks(String options, String command)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("leaks", "-v"));
    arguments.addAll(List.of(options.split(" ")));
    arguments.addAll(List.of("--", "sh", "-c", command));
    return Fdtrail.run(arguments.toArray(String[]::new));
  }

  private static String passfd(String way, int count) {
    return Layout.PASSFD + " end " + way + " " + count;
  }

  private static boolean isTracepoint(Outcome outcome) {
    return outcome.err().contains("tracing with tracepoint");
  }

  @Test
  void whatWasOpenAtEachEndIsReported() throws IOException, InterruptedException {
    Outcome outcome = leaks("-o json", Endings.all(Layout.PASSFD.toString()));
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(Endings.faults(outcome.outLines(), isTracepoint(outcome))).isEmpty();
    assertThat(outcome.err()).contains("the fence refused 0 calls");
  }

  @Test
  void theTableNamesTheNumbers() throws IOException, InterruptedException {
    Outcome outcome = leaks("--error-exitcode 33", passfd("dup", 5) + "; exit 7");
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(33);
    assertThat(outcome.outLines()).hasSize(3);
    assertThat(outcome.outLines().get(1))
        .matches("dup +dup +memfd +5 +0 +5 +0 +/memfd:m0 \\(deleted\\)");
    assertThat(outcome.outLines().get(2)).matches("  copies in [0-9]+: 1000-1004");
    assertThat(outcome.errLines())
        .endsWith(
            "5 received; 0 open, 5 copies, 0 elsewhere",
            "fdtrail: exit status 33, and not CMD's 7");
  }

  /** The same bytes, if leaks recorded it, and the same rows, if another command did. */
  @ParameterizedTest
  @ValueSource(strings = {"", "-o json", "-n crowd", "-o json -k memfd"})
  void aRecordingHasIt(String options) throws IOException, InterruptedException {
    String command = passfd("dup", 5) + "; " + passfd("crowd", 3);
    String recording = directory.resolve("recording").toString();
    Outcome traced = Fdtrail.run(arguments("leaks -w " + recording, options, command));
    assertThat(traced.status()).as(traced.err()).isZero();

    Outcome read = Fdtrail.run(("leaks -r " + recording + " " + options).strip().split(" "));
    assertThat(read.status()).as(read.err()).isZero();
    assertThat(read.outLines()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(read.out()).isEqualTo(traced.out());
    assertThat(read.err()).isEqualTo(traced.err());

    Fdtrail.run(arguments("-w " + recording, "", command));
    Outcome other = Fdtrail.run(("leaks -r " + recording + " " + options).strip().split(" "));
    assertThat(withoutNumbers(other.out())).isEqualTo(withoutNumbers(traced.out()));
    Path page = directory.resolve("page.html");
    Outcome report = Fdtrail.run("report", "-r", recording, "-o", page.toString());
    assertThat(report.err()).doesNotContain("stayed open");
  }

  private static String[] arguments(String first, String options, String command) {
    return Stream.of(
            Stream.of(first.split(" ")),
            Arrays.stream(options.split(" ")).filter(option -> !option.isEmpty()),
            Stream.of("--", "sh", "-c", command))
        .flatMap(all -> all)
        .toArray(String[]::new);
  }

  private static String withoutNumbers(String rows) {
    return rows.replaceAll(" in [0-9]+", " in PID")
        .replaceAll("\"pid\":[0-9]+", "PID")
        .replaceAll("\"time\":\"[^\"]*\"", "TIME");
  }

  /** Where it was is not guessed. */
  @ParameterizedTest
  @ValueSource(strings = {"-w", "-o json --output"})
  void whoRecordedNoEndsHearsOfIt(String how) throws IOException, InterruptedException {
    String file = directory.resolve("file").toString();
    Program keeper = Program.start(List.of(Layout.PASSFD.toString(), "keep", "3", "3", "0", "5"));
    try {
      Fdtrail.run(("-d 0.2 " + how + " " + file).split(" "));
    } finally {
      keeper.close();
    }
    Outcome json = Fdtrail.run("leaks", "-o", "json", "-r", file);
    JsonNode summary = Json.parse(json.outLines().get(json.outLines().size() - 1));
    assertThat(summary.path("incomplete").asText())
        .contains("had when they ended was not recorded");
    assertThat(summary.has("open")).isFalse();
    Outcome table = Fdtrail.run("leaks", "-r", file);
    assertThat(table.errLines()).anyMatch(line -> line.matches("[0-9]+ received"));
    Path page = directory.resolve("page.html");
    assertThat(Fdtrail.run("report", "-r", file, "-o", page.toString()).errLines())
        .contains("fdtrail: what stayed open was not recorded: the page shows no leaks");
  }

  @Test
  void aHundredProcesses() throws IOException, InterruptedException {
    Outcome outcome = leaks("-o json", passfd("crowd", 100));
    JsonNode row = Json.parse(outcome.outLines().get(0));
    assertThat(row.path("open").asInt()).isEqualTo(100);
    assertThat(row.path("open_in")).hasSize(100);
  }

  /** They end at once, which the usual ring has no room for. */
  @Test
  void tenThousandProcesses() throws IOException, InterruptedException {
    Outcome outcome = leaks("-o json --ring-size 64M", Layout.PASSFD + " heirs 10000");
    JsonNode row = Json.parse(outcome.outLines().get(0));
    assertThat(row.path("open").asInt()).as(outcome.err()).isEqualTo(1);
    assertThat(row.path("elsewhere").asInt()).isEqualTo(10_000);
    assertThat(row.path("elsewhere_in")).hasSize(10_000);

    Outcome table = leaks("--ring-size 64M", Layout.PASSFD + " heirs 10000");
    assertThat(table.outLines()).hasSize(1 + 1 + 1 + 20 + 1);
    assertThat(table.outLines()).last().isEqualTo("  elsewhere in 9980 more processes");
    assertThat(table.errLines()).last().isEqualTo("1 received; 1 open, 0 copies, 10000 elsewhere");
  }

  @Test
  void whoClosesAllLeaksNothing() throws IOException, InterruptedException {
    Outcome outcome = leaks("--error-exitcode 33", passfd("standard", 5) + "; exit 7");
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(7);
    assertThat(outcome.outLines()).hasSize(1);
    assertThat(outcome.errLines()).last().asString().startsWith("5 received; 0 open");
  }

  @Test
  void whoOutlivesTheCommandIsReported() throws IOException, InterruptedException {
    Outcome outcome = leaks("-o json", Layout.PASSFD + " keep 3 3 0 2 >/dev/null & sleep 1");
    JsonNode summary = Json.parse(outcome.outLines().get(outcome.outLines().size() - 1));
    assertThat(summary.path("incomplete").asText())
        .contains("1 processes that received descriptors were not seen to end");
    assertThat(summary.path("open").asInt()).isZero();
  }
}
