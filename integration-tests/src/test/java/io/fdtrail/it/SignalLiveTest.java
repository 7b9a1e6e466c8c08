package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals end a trace in time whatever its reader does, and put nothing among the rows. */
class SignalLiveTest {
  private static final Path STUCK_READER =
      Layout.ROOT.resolve("integration-tests/src/test/python/stuck-reader.py");
  private static final Pattern GIVEN_UP =
      Pattern.compile("gave up: (\\d+) events are written, (\\d+) are not");
  private static final double IN_TIME = 2;

  /** What the workload's 5000 messages make. */
  private static final int ROWS = 10_000;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  /** The tracer is started with SIGINT ignored. */
  private static JsonNode ended(String output, String signal, String... arguments)
      throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(
            List.of("python3", STUCK_READER.toString(), output, signal, Layout.PASSFD.toString()));
    line.addAll(List.of(Layout.FDTRAIL.toString(), "-v"));
    line.addAll(Fdtrail.PASSFD_ONLY);
    line.addAll(List.of(arguments));
    Outcome outcome = Program.run(line.toArray(String[]::new));
    assertThat(outcome.status()).as(outcome.err()).isZero();
    return Json.parse(outcome.out());
  }

  private static void assertIsCounted(JsonNode ended) {
    assertThat(ended.path("status").asInt()).as(ended.toString()).isEqualTo(1);
    assertThat(ended.path("seconds").asDouble()).as(ended.toString()).isLessThan(IN_TIME);
    Matcher reported = GIVEN_UP.matcher(ended.path("messages").asText());
    assertThat(reported.find()).as(ended.toString()).isTrue();
    assertThat(Integer.parseInt(reported.group(1)))
        .as(ended.toString())
        .isEqualTo(ended.path("rows").asInt());
    assertThat(Integer.parseInt(reported.group(1)) + Integer.parseInt(reported.group(2)))
        .isEqualTo(ROWS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT", "HUP", "QUIT"})
  void aFullPipeIsGivenUpAndCounted(String signal) throws IOException, InterruptedException {
    JsonNode ended = ended("pipe", signal, "-o", "json");
    assertIsCounted(ended);
    assertThat(ended.path("torn").asText()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"socket", "terminal", "stopped"})
  void soIsWhateverElseIsNotRead(String output) throws IOException, InterruptedException {
    assertIsCounted(ended(output, "INT", "-o", "json"));
  }

  @Test
  void theTableIsCountedToo() throws IOException, InterruptedException {
    JsonNode ended = ended("pipe", "TERM");
    assertIsCounted(ended);
    assertThat(ended.path("messages").asText())
        .containsPattern("\\d+ events, (\\d+) lost \\(\\1 output_full\\)");
  }

  @Test
  void messagesThatNobodyReadsHoldNothingUp() throws IOException, InterruptedException {
    JsonNode ended = ended("both", "TERM");
    assertThat(ended.path("status").asInt()).as(ended.toString()).isEqualTo(1);
    assertThat(ended.path("seconds").asDouble()).isLessThan(IN_TIME);
  }

  /** The JVM's own end would wait 300 ms for a thread that waits for the next signal. */
  @Test
  void theEndTakesMuchLessThanTheStart() throws IOException, InterruptedException {
    List<Long> starts = new ArrayList<>();
    List<Long> ends = new ArrayList<>();
    for (int run = 0; run < 5; run++) {
      long begun = System.nanoTime();
      try (Program tracer = Fdtrail.trace()) {
        starts.add(System.nanoTime() - begun);
        begun = System.nanoTime();
        tracer.signal("TERM");
        assertThat(tracer.await().status()).isZero();
        ends.add(System.nanoTime() - begun);
      }
    }
    Collections.sort(starts);
    Collections.sort(ends);
    assertThat(ends.get(2))
        .as("%s ns, after starts of %s ns", ends, starts)
        .isLessThan(starts.get(2) / 2);
  }

  @Test
  void theEndOfTheCommandIsTheEndOfPatience() throws IOException, InterruptedException {
    JsonNode ended =
        ended(
            "pipe",
            "TERM",
            "-o",
            "json",
            "--",
            "sh",
            "-c",
            Layout.PASSFD + " one-thread 5000 1 >/dev/null; exec sleep 60");
    assertThat(ended.path("status").asInt()).as(ended.toString()).isEqualTo(1);
    assertThat(ended.path("seconds").asDouble()).isLessThan(IN_TIME);
    assertThat(ended.path("messages").asText()).contains("gave up");
  }

  @Test
  void leaksDoNotWaitOutTheirTime() throws IOException, InterruptedException {
    List<String> command =
        List.of(Layout.FDTRAIL.toString(), "leaks", "-v", "-d", "60", "--after", "60");
    try (Program leaks = Fdtrail.tracing(command)) {
      long begun = System.nanoTime();
      leaks.signal("TERM");
      Outcome outcome = leaks.await();
      assertThat((System.nanoTime() - begun) / 1e9).isLessThan(IN_TIME);
      assertThat(outcome.status()).isZero();
      assertThat(outcome.err()).contains("a signal ended it early");
    }
  }

  /** A process that sends SIGINT means us, not the terminal's command. */
  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143", "QUIT,131", "HUP,129"})
  void aSignalIsHandedToTheCommand(String signal, int status)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(Layout.FDTRAIL.toString(), "--", "sh", "-c", "echo begun >&2; exec sleep 60");
    try (Program tracer = Program.start(command)) {
      tracer.awaitErr(line -> line.equals("begun"));
      tracer.signal(signal);
      assertThat(tracer.await().status()).isEqualTo(status);
    }
  }

  @Test
  void userSignalsChangeNothing() throws IOException, InterruptedException {
    try (Program tracer = Fdtrail.trace("-o", "json")) {
      tracer.awaitErr(
          line -> line.startsWith("INFO fenced: ")); // SIGSYS has its handler from then on
      for (String signal : List.of("USR1", "USR2", "SYS", "RTMAX", "USR2")) {
        tracer.signal(signal);
        Fdtrail.pass(5);
      }
      tracer.signal("TERM");
      Outcome outcome = tracer.await();
      assertThat(outcome.status()).isZero();
      assertThat(Trace.parse(outcome.outLines()).events()).hasSize(5 * 2 * 5);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SEGV,134",
    "BUS,134",
    "FPE,134",
    "ILL,134",
    "ABRT,134",
    "TRAP,133",
    "PROF,155",
    "ALRM,142"
  })
  void aCrashIsNoRow(String signal, int status) throws IOException, InterruptedException {
    try (Program tracer = Fdtrail.trace("-o", "json")) {
      tracer.signal(signal);
      Outcome outcome = tracer.await();
      assertThat(outcome.status()).as(outcome.err()).isEqualTo(status);
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.errLines())
          .as("nothing of the JVM's about a crash")
          .allMatch(line -> line.startsWith("INFO "));
    }
  }
}
