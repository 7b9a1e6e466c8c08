package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is shown, and how a trace ends. */
class TraceLiveTest {
  /** A prime number of messages: no accident of buffers or batches shows just as many rows. */
  private static final int MESSAGES = 23;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aSignalEndsItWell(String signal) throws IOException, InterruptedException {
    try (Program tracer = Fdtrail.trace()) {
      Fdtrail.pass(MESSAGES);
      tracer.signal(signal);
      Outcome outcome = tracer.await();
      assertThat(outcome.status()).isZero();
      assertThat(outcome.outLines()).hasSize(1 + 2 * MESSAGES);
      assertThat(outcome.outLines().get(0)).matches("ACTION +PID +TID +COMM +SOCKET +FD +NAME");
      assertThat(outcome.errLines()).last().isEqualTo(2 * MESSAGES + " events, 0 lost");
    }
  }

  @Test
  void durationEndsIt() throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("-d", "1", "-n", "nobody is called so");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.outLines()).hasSize(1);
    assertThat(outcome.err()).isEqualTo("0 events, 0 lost\n");
  }

  @Test
  void countEndsIt() throws IOException, InterruptedException {
    try (Program tracer = Fdtrail.trace("-c", "5")) {
      Fdtrail.pass(MESSAGES);
      Outcome outcome = tracer.await();
      assertThat(outcome.status()).isZero();
      assertThat(outcome.outLines()).hasSize(1 + 5);
      assertThat(outcome.errLines()).last().isEqualTo("5 events, 0 lost");
    }
  }

  @Test
  void jsonAddsUp() throws IOException, InterruptedException {
    try (Program tracer = Fdtrail.trace("-o", "json")) {
      Fdtrail.pass(MESSAGES);
      tracer.signal("TERM");
      Trace trace = Trace.parse(tracer.await().outLines());
      assertThat(trace.endingFaults()).isEmpty();
      assertThat(trace.lostCount()).isZero();
      assertThat(trace.events()).hasSize(2 * MESSAGES);
      assertThat(Pairing.of(trace.events()).paired()).isEqualTo(MESSAGES);
    }
  }

  @Test
  void onlyTheActionAskedFor() throws IOException, InterruptedException {
    try (Program tracer = Fdtrail.trace("-o", "json", "-a", "RECV", "--fields", "action,fd")) {
      Fdtrail.pass(MESSAGES);
      tracer.signal("TERM");
      List<JsonNode> events = Trace.parse(tracer.await().outLines()).events();
      assertThat(events)
          .hasSize(MESSAGES)
          .allMatch(row -> row.path("action").asText().equals("RECV"));
      assertThat(events).allMatch(row -> row.has("fd") && !row.has("pid"));
    }
  }

  /** Of each message of the workload there is a SEND and a RECV, from one process to another. */
  @Test
  void onlyWhereTheExpressionIsTrue() throws IOException, InterruptedException {
    String expression =
        "action == RECV and sender.comm ~ \"^passfd\" and has sender.fd and count < 2"
            + " and in_flight_ns < 1h and time > 2020-01-01T00:00:00Z and not deleted";
    try (Program tracer = Fdtrail.trace("-o", "json", "-F", expression);
        Program none = Fdtrail.trace("-F", "sender.comm == nobody or count > 4", "-k", "!dir")) {
      Fdtrail.pass(MESSAGES);
      tracer.signal("TERM");
      none.signal("TERM");
      assertThat(Trace.parse(tracer.await().outLines()).events())
          .hasSize(MESSAGES)
          .allMatch(row -> row.path("action").asText().equals("RECV"));
      assertThat(none.await().outLines()).hasSize(1);
    }
  }

  @Test
  void theExpressionOfAllOptionsIsShown() throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("-v", "-d", "1", "-u", "root", "-F", "count > 4 or deleted");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.err()).contains("filter: uid == 0 and (count > 4 or deleted)");
  }

  @Test
  void twoTracersBothSeeEverything() throws IOException, InterruptedException {
    try (Program one = Fdtrail.trace();
        Program other = Fdtrail.trace()) {
      Fdtrail.pass(MESSAGES);
      one.signal("TERM");
      other.signal("TERM");
      assertThat(one.await().outLines()).hasSize(1 + 2 * MESSAGES);
      assertThat(other.await().outLines()).hasSize(1 + 2 * MESSAGES);
    }
  }

  @Test
  void aFullRingIsReportedAndCounted() throws IOException, InterruptedException {
    int descriptors = 20_000;
    try (Program tracer = Fdtrail.trace("-o", "json", "--ring-size", "4K")) {
      Fdtrail.pass(descriptors);
      tracer.signal("TERM");
      Trace trace = Trace.parse(tracer.await().outLines());
      assertThat(trace.endingFaults()).isEmpty();
      assertThat(trace.lost())
          .isNotEmpty()
          .allMatch(lost -> lost.path("reason").asText().equals("ring_full"));
      assertThat(trace.events().size() + trace.lostCount()).isEqualTo(2L * descriptors);
    }
  }

  /** Also of one that acted while the tracer attached, whose acts until then are not shown. */
  @Test
  void whoPassesDescriptorsSinceBeforeTheTraceIsKnown() throws IOException, InterruptedException {
    String program = Layout.PASSFD.toRealPath().toString();
    try (Program passing = Program.start(List.of(Layout.PASSFD.toString(), "paced", "2000", "30"));
        Program tracer = Fdtrail.trace("-o", "json", "-d", "2")) {
      Trace trace = Trace.parse(tracer.await().outLines());
      assertThat(trace.events())
          .hasSizeGreaterThan(1000)
          .allMatch(row -> row.path("exe").asText().equals(program))
          .allMatch(row -> row.path("process").asText().equals("passfd"))
          .allMatch(
              row ->
                  row.path("ppid").asLong()
                      == (row.path("pid").asLong() == passing.pid()
                          ? ProcessHandle.current().pid()
                          : passing.pid()));
      passing.signal("KILL");
    }
  }

  @Test
  void nothingIsLeftAfterSigkill() throws IOException, InterruptedException {
    try (Program tracer = Fdtrail.trace()) {
      List<String> objects = BpfObjects.of(tracer.pid());
      assertThat(objects)
          .anyMatch(object -> object.startsWith("prog"))
          .anyMatch(object -> object.startsWith("map"));
      tracer.signal("KILL");
      tracer.await();
      BpfObjects.awaitGone(objects);
    }
  }
}
