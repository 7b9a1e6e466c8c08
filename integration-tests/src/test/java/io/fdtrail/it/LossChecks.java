package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What could not be reported is counted, where it is provoked. */
final class LossChecks {
  private LossChecks() {}

  static void of(String run, GuestResults results) throws IOException {
    assertThat(results.status(run)).as(results.text(run, "errors")).isZero();
    grabs(run, results);
    crowd(run, results);
    forgotten(run, results);
    awaited(run, results);
    if (run.endsWith(":kprobe")) {
      unseen(run, results);
    }
  }

  /**
   * So many at once that the kernel has no instance left for the returns of some, in processes that
   * do nothing else.
   */
  private static void grabs(String run, GuestResults results) throws IOException {
    Trace trace = Trace.parse(results.lines(run, "grabs"));
    long grabbed = Json.parse(results.text(run, "grabs.truth")).path("grabbed").asLong(-1);
    long rows = rows(trace, "GRAB");
    assertThat(trace.endingFaults()).isEmpty();
    assertThat(rows).isLessThanOrEqualTo(grabbed);
    assertThat(grabbed - rows).as(trace.lost().toString()).isLessThanOrEqualTo(trace.lostCount());
  }

  /** The first thread is found among those that wait for a supervisor, and the last one is not. */
  private static void crowd(String run, GuestResults results) throws IOException {
    Trace trace = Trace.parse(results.lines(run, "crowd"));
    assertThat(trace.endingFaults()).isEmpty();
    assertThat(rows(trace, "INJECT")).isEqualTo(1);
    assertThat(byReason(trace)).containsEntry("calls_full", 1L);
  }

  /**
   * So many requests that fail come before the target has its descriptor that who planted it is not
   * remembered any more.
   */
  private static void forgotten(String run, GuestResults results) throws IOException {
    Trace trace = Trace.parse(results.lines(run, "forgotten"));
    List<JsonNode> planted =
        trace.events().stream()
            .filter(row -> row.path("action").asText().equals("INJECT"))
            .toList();
    assertThat(planted).singleElement().matches(row -> !row.has("sender"));
    assertThat(trace.endingFaults()).isEmpty();
    assertThat(trace.summaries().get(0).path("receives_without_sender").asLong()).isEqualTo(1);
    assertThat(byReason(trace)).isEmpty();
  }

  /** A receive that waits for long is in progress, and not lost. */
  private static void awaited(String run, GuestResults results) throws IOException {
    Trace trace = Trace.parse(results.lines(run, "awaited"));
    assertThat(trace.endingFaults()).isEmpty();
    assertThat(rows(trace, "RECV")).isEqualTo(2);
    assertThat(byReason(trace)).isEmpty();
  }

  /**
   * Of four descriptors the first is seen, and all kprobes are off while the next two are
   * installed; fprobes are never off.
   */
  private static void unseen(String run, GuestResults results) throws IOException {
    Trace trace = Trace.parse(results.lines(run, "unseen"));
    long received = Json.parse(results.text(run, "unseen.truth")).path("received").asLong(-1);
    assertThat(trace.endingFaults()).isEmpty();
    assertThat(rows(trace, "SEND")).isEqualTo(4 * received);
    boolean areOff = !results.text(run, "kprobes").equals("0\n");
    assertThat(rows(trace, "RECV")).isEqualTo(areOff ? received : 4 * received);
    assertThat(rows(trace, "DROP")).isZero();
    assertThat(byReason(trace)).isEqualTo(areOff ? Map.of("skipped", received) : Map.of());
  }

  static Map<String, Long> byReason(Trace trace) {
    return trace.lost().stream()
        .collect(
            Collectors.groupingBy(
                lost -> lost.path("reason").asText(),
                Collectors.summingLong(lost -> lost.path("count").asLong())));
  }

  static long rows(Trace trace, String action) {
    return trace.events().stream()
        .filter(row -> row.path("action").asText().equals(action))
        .count();
  }
}
