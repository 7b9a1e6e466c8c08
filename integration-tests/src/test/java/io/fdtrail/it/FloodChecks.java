package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Of more messages in flight than are remembered each has all of its rows. Its sender is known
 * where the message was not too long on its way, and is else counted as unknown.
 */
final class FloodChecks {
  private static final int REMEMBERED = 32_768;

  private FloodChecks() {}

  /** What a guest counted; with {@code skips} the kernel may skip programs of this backend. */
  static void check(String backend, GuestResults results, boolean skips) throws IOException {
    String run = "flood:" + backend;
    assertThat(results.status(run)).as(results.text(run, "errors")).isZero();
    Map<String, Long> counts = new TreeMap<>();
    results
        .lines(run, "counts")
        .forEach(line -> counts.put(line.split(" ")[0], Long.valueOf(line.split(" ")[1])));
    long without = Long.parseLong(results.text(run, "without-sender").strip());
    Trace reported = Trace.parse(results.lines(run, "reported"));
    if (reported.lostCount() > 0 && skips) {
      long messages = Json.parse(results.text(run, "truth")).path("messages").asLong();
      assertThat(counts.get("SEND")).isBetween(messages - reported.lostCount(), messages);
      return;
    }
    check(results.text(run, "truth"), counts, without, reported);
  }

  /** The rows themselves. */
  static void check(String truth, Trace trace) {
    Map<String, Long> counts = new TreeMap<>();
    for (JsonNode event : trace.events()) {
      counts.merge(event.path("action").asText(), 1L, Long::sum);
      if (event.path("reason").asText().equals("closed")) {
        counts.merge("closed", 1L, Long::sum);
      }
    }
    long without =
        trace.events().stream()
            .filter(event -> !event.path("action").asText().equals("SEND") && !event.has("sender"))
            .count();
    check(truth, counts, without, trace);
  }

  private static void check(String truth, Map<String, Long> counts, long without, Trace reported) {
    JsonNode played = Json.parse(truth);
    long messages = played.path("messages").asLong();
    long closed = played.path("closed").asLong();
    assertThat(reported.lostCount()).isZero();
    assertThat(counts)
        .containsEntry("SEND", messages)
        .containsEntry("RECV", played.path("received").asLong())
        .containsEntry("DROP", closed);
    assertThat(counts.get("closed"))
        .isGreaterThanOrEqualTo(Math.min(closed, REMEMBERED - (messages - closed)));
    assertThat(without)
        .isLessThanOrEqualTo(messages - REMEMBERED)
        .isEqualTo(withoutSender(reported));
    assertThat(List.of(messages, closed)).allMatch(count -> count > 0);
  }

  private static long withoutSender(Trace reported) {
    JsonNode summary = reported.summaries().get(0);
    return summary.path("receives_without_sender").asLong()
        + summary.path("drops_without_sender").asLong();
  }
}
