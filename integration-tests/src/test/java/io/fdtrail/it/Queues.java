package io.fdtrail.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What {@code fdtrail inflight} reported, against what the workload left in the queues. */
final class Queues {
  /** What is reported where the kernel has no iterator. */
  private static final Set<String> NUMBERS = Set.of("socket_inode", "count", "holders");

  private Queues() {}

  /**
   * What is missing or wrong, a line each.
   *
   * @param truth lines of {@code passfd queued}
   * @param reported lines of {@code fdtrail inflight -o json}
   * @param onlyNumbers as on kernels without the iterator
   */
  static List<String> faults(List<String> truth, List<String> reported, boolean onlyNumbers) {
    List<JsonNode> lines = reported.stream().map(Json::parse).toList();
    List<String> faults = new ArrayList<>();
    for (String line : truth) {
      JsonNode expected = Json.parse(line);
      if ((!onlyNumbers || isSeenByProcFs(expected))
          && lines.stream().filter(one -> fits(expected, one, onlyNumbers)).count() != 1) {
        faults.add("not reported, just once: " + line);
      }
    }
    return faults;
  }

  /** A queue of a socket that a process has. */
  private static boolean isSeenByProcFs(JsonNode expected) {
    return expected.path("socket_inode").isNumber() && !expected.path("holders").isEmpty();
  }

  private static boolean fits(JsonNode expected, JsonNode queue, boolean onlyNumbers) {
    if (!queue.path("type").asText().equals(expected.path("type").asText("queue"))) {
      return false;
    }
    for (Map.Entry<String, JsonNode> key : expected.properties()) {
      if ((!onlyNumbers || NUMBERS.contains(key.getKey()))
          && !includes(queue.path(key.getKey()), key.getValue())) {
        return false;
      }
    }
    return true;
  }

  /** Objects may have more keys, but none that is null; arrays are as long. */
  private static boolean includes(JsonNode reported, JsonNode expected) {
    if (expected.isObject()) {
      return expected.properties().stream()
          .allMatch(key -> includes(reported.path(key.getKey()), key.getValue()));
    }
    if (!expected.isArray()) {
      return reported.equals(expected) || (reported.isMissingNode() && expected.isNull());
    }
    for (int i = 0; i < expected.size(); i++) {
      if (!includes(reported.path(i), expected.get(i))) {
        return false;
      }
    }
    return reported.size() == expected.size();
  }
}
