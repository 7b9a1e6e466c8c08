package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Every row of bursts is there, or counted as lost; and of ordinary ones none is lost. */
final class BurstChecks {
  /** Descriptors of a burst that may be too many for the ring. */
  private static final long HARD_BURST = 100_000;

  private BurstChecks() {}

  /**
   * @param skips whether the kernel may skip programs of this backend
   */
  static void of(String run, GuestResults results, boolean skips) throws IOException {
    assertThat(results.status(run)).as(results.text(run, "log")).isZero();
    List<JsonNode> tracers = results.lines(run, "bursts").stream().map(Json::parse).toList();
    assertThat(tracers).hasSize(1);
    JsonNode tracer = tracers.get(0);
    long descriptors =
        Stream.of(tracer.path("sizes").asText().split(" "))
            .mapToLong(BurstChecks::descriptors)
            .sum();
    long rows = tracer.path("rows").asLong();
    long lost = tracer.path("summary").path("lost").asLong(-1);
    String story = tracer + results.text(run, "lost");
    if (skips) {
      // Runs are counted, not rows: the run that begins a receive stands for all its rows, the
      // one that ends it for none.
      assertThat(rows).as(story).isLessThanOrEqualTo(2 * descriptors);
      assertThat(rows == 2 * descriptors || lost > 0).as(story).isTrue();
    } else {
      assertThat(rows + lost).as(story).isEqualTo(2 * descriptors);
      assertThat(descriptors < HARD_BURST && lost != 0).as(story).isFalse();
    }
  }

  /**
   * @param size processes, messages and descriptors, as 4x20x253
   */
  private static long descriptors(String size) {
    return Stream.of(size.split("x")).mapToLong(Long::parseLong).reduce(1, (a, b) -> a * b);
  }
}
