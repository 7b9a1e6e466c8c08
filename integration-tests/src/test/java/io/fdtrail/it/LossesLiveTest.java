package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a tracer cannot know is counted. */
class LossesLiveTest {
  private static final int IMPOSSIBLE = 3;
  private static final int MESSAGES = 50;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  /**
   * The numbers are read from the receiver's control buffer, which another of its threads throws
   * away in time.
   */
  @Test
  void aNumberThatIsNotThereAnyMoreIsNotKnown() throws IOException, InterruptedException {
    Outcome traced =
        Fdtrail.run(
            "-o",
            "json",
            "--backend",
            "tracepoint",
            "--",
            "sh",
            "-c",
            "exec " + Layout.PASSFD + " thrown-away " + MESSAGES + " >/dev/null");
    Assumptions.assumeTrue(traced.status() != IMPOSSIBLE, traced.err().strip());
    assertThat(traced.status()).as(traced.err()).isZero();
    Trace trace = Trace.parse(traced.outLines());
    List<JsonNode> received =
        trace.events().stream().filter(row -> row.path("action").asText().equals("RECV")).toList();
    assertThat(received).hasSize(MESSAGES).allMatch(row -> !row.has("fd") && row.has("sender"));
    assertThat(trace.endingFaults()).isEmpty();
    assertThat(LossChecks.byReason(trace)).isEqualTo(Map.of("unreadable", (long) MESSAGES));
  }

  /**
   * With the first part of a message splice discards its descriptors, which no tracepoint sees;
   * that they are gone later ones do.
   */
  @ParameterizedTest
  @ValueSource(strings = {"fentry", "kprobe", "tracepoint"})
  void whatSpliceDiscardsWithAPartIsCounted(String backend)
      throws IOException, InterruptedException {
    Outcome traced =
        Fdtrail.run(
            "-o",
            "json",
            "--backend",
            backend,
            "--",
            "sh",
            "-c",
            "exec " + Layout.PASSFD + " spliced " + MESSAGES + " >/dev/null");
    Assumptions.assumeTrue(traced.status() != IMPOSSIBLE, traced.err().strip());
    assertThat(traced.status()).as(traced.err()).isZero();
    Trace trace = Trace.parse(traced.outLines());
    boolean isSeen = !backend.equals("tracepoint");
    assertThat(LossChecks.rows(trace, "SEND")).isEqualTo(2 * MESSAGES);
    assertThat(LossChecks.rows(trace, "DROP")).isEqualTo(isSeen ? 2 * MESSAGES : 0);
    assertThat(trace.endingFaults()).isEmpty();
    assertThat(LossChecks.byReason(trace))
        .isEqualTo(isSeen ? Map.of() : Map.of("spliced", 2L * MESSAGES));
  }
}
