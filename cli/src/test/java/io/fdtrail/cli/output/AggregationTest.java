package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fdtrail.event.FdEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AggregationTest {
  private static final long SECOND = 1_000_000_000;

  private final List<JsonNode> lines = new ArrayList<>();

  private interface Calls {
    void make(Aggregation renderer) throws IOException;
  }

  /** With periods of 15 s; a sample's time is that of the event, ns since 1970. */
  private void render(long[] now, Calls calls) throws IOException {
    String output =
        Rendered.aggregation(now, renderer -> calls.make((Aggregation) renderer)).output();
    for (String line : output.lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
  }

  private static FdEvent sample(String name, long seconds) {
    return Samples.all().get(name).at(seconds * SECOND);
  }

  @Test
  void equalPairsAreOneLineOfEachPeriod() throws IOException {
    render(
        new long[] {30 * SECOND},
        renderer -> {
          renderer.event(sample("recv-identified", 31));
          renderer.event(sample("recv-identified", 44));
          renderer.event(sample("recv-identified", 46));
          renderer.summary(new Totals(3, Map.of(), 0, 0), "fentry");
        });

    assertThat(lines)
        .extracting(line -> line.path("type").asText())
        .containsExactly("aggregate", "aggregate", "summary");
    assertThat(lines.get(0).path("from").asText()).isEqualTo("1970-01-01T00:00:30.000000000Z");
    assertThat(lines.get(0).path("to").asText()).isEqualTo("1970-01-01T00:00:45.000000000Z");
    assertThat(lines.get(0).path("events")).hasToString("{\"RECV\":2}");
    assertThat(lines.get(1).path("events")).hasToString("{\"RECV\":1}");
    assertThat(lines.get(1).path("from").asText()).isEqualTo("1970-01-01T00:00:45.000000000Z");
    assertThat(lines.get(0).path("in_flight_ns").path("p50").asLong()).isPositive();
  }

  @Test
  void aPeriodEndsWithoutEventsToo() throws IOException {
    long[] now = {30 * SECOND};
    render(
        now,
        renderer -> {
          renderer.event(sample("send-plain", 31));
          now[0] = 44 * SECOND;
          renderer.drained();
          now[0] = 45 * SECOND;
          renderer.drained();
          renderer.event(sample("drop-ctrunc", 61));
        });

    assertThat(lines).hasSize(1);
    assertThat(lines.get(0).path("events")).hasToString("{\"SEND\":1}");
    assertThat(lines.get(0).has("receiver_process")).isFalse();
  }

  @Test
  void dropsHaveTheirReasons() throws IOException {
    render(
        new long[] {0},
        renderer -> {
          renderer.event(sample("drop-ctrunc", 1));
          renderer.event(sample("drop-emfile", 1));
          renderer.summary(new Totals(2, Map.of(), 0, 0), "fentry");
        });

    assertThat(lines.get(0).path("drops")).hasToString("{\"ctrunc\":1,\"emfile\":1}");
  }

  @Test
  void manyGroupsTakeSeveralLinesAndNotTheMemory() throws IOException {
    int many = 5000;
    render(
        new long[] {0},
        renderer -> {
          for (int i = 0; i < many; i++) {
            renderer.event(Samples.named("p" + i));
          }
          renderer.summary(new Totals(many, Map.of(), 0, 0), "fentry");
        });

    assertThat(lines).hasSize(many + 1);
  }
}
