package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was queued before the trace began: each descriptor has its row, of an unknown sender. */
final class QueuedBefore {
  private QueuedBefore() {}

  static void check(String backend, GuestResults results) throws IOException {
    String run = "before:" + backend;
    assertThat(results.status(run))
        .as(results.text(run, "errors") + results.text(run, "log"))
        .isZero();
    check(results.lines(run, "truth"), Trace.parse(results.lines(run, "events")));
  }

  /**
   * @param truth lines of {@code passfd before}
   * @param trace of it, and perhaps of others
   */
  static void check(List<String> truth, Trace trace) {
    assertThat(trace.endingFaults()).isEmpty();
    assertThat(trace.lostCount()).isZero();
    List<JsonNode> ends =
        truth.stream().map(Json::parse).filter(line -> line.has("action")).toList();
    List<JsonNode> events = trace.events().stream().filter(QueuedBefore::isOwn).toList();
    String backend = trace.summaries().get(0).path("backend").asText();
    assertThat(faults(ends, events, backend.equals("tracepoint"))).isEmpty();
  }

  /** The collector is a thread of the kernel. */
  private static boolean isOwn(JsonNode event) {
    return event.path("comm").asText().equals("passfd")
        || event.path("reason").asText().equals("gc");
  }

  private static List<String> faults(
      List<JsonNode> ends, List<JsonNode> events, boolean seesStack) {
    Map<String, Integer> missing = new TreeMap<>();
    ends.forEach(end -> missing.merge(kind(end), end.path("count").asInt(), Integer::sum));
    List<String> faults = new ArrayList<>();
    for (JsonNode event : events) {
      if (missing.merge(kind(event), -1, Integer::sum) < 0
          || event.has("sender")
          || !isOfOne(ends, event, seesStack)) {
        faults.add("wrong: " + event);
      }
    }
    missing.values().removeIf(count -> count <= 0);
    missing.forEach((kind, count) -> faults.add("missing: " + count + " of " + kind));
    return faults;
  }

  private static String kind(JsonNode line) {
    return line.path("action").asText() + " " + line.path("reason").asText();
  }

  /**
   * The socket is one with such an end. The collector has none; nor has a close, except to
   * tracepoints, which search the stack.
   */
  private static boolean isOfOne(List<JsonNode> ends, JsonNode event, boolean seesStack) {
    if (!event.has("socket_inode")
        && !seesStack
        && event.path("reason").asText().equals("closed")) {
      return true;
    }
    return ends.stream()
        .filter(end -> kind(end).equals(kind(event)))
        .map(end -> end.path("socket_inode").asLong())
        .anyMatch(inode -> inode == 0 || inode == event.path("socket_inode").asLong());
  }
}
