package io.fdtrail.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How the processes of {@code passfd end} end, and what {@code fdtrail leaks -- CMD} must say. */
final class Endings {
  static final int COUNT = 12;
  static final String UNSEEN =
      "tracepoint does not see what is taken by pidfd_getfd or planted by a seccomp supervisor";

  /** Open, copies and elsewhere of {@link #COUNT} that were received; standard has none. */
  private static final Map<String, List<Integer>> WAYS =
      new TreeMap<>(
          Map.of(
              "close-some", List.of(6, 0, 0),
              "child-later", List.of(0, 0, 12),
              "exec-keep", List.of(1, 0, 0),
              "dup", List.of(0, 12, 0),
              "thread", List.of(12, 0, 0),
              "killed", List.of(12, 0, 0),
              "crowd", List.of(12, 0, 0),
              "sharer-later", List.of(0, 0, 6),
              "sharer-first", List.of(0, 0, 6)));

  private Endings() {}

  /** A command in which processes end in all ways. */
  static String all(String passfd) {
    return "for way in standard %s; do %s end $way %d; done"
        .formatted(String.join(" ", WAYS.keySet()), passfd, COUNT);
  }

  /** What is wrong with what was reported, as JSON, of all ways. */
  static List<String> faults(List<String> reported, boolean tracepoint) {
    List<String> faults = new ArrayList<>();
    Map<String, List<Integer>> missing = new TreeMap<>(WAYS);
    List<JsonNode> rows = reported.stream().map(Json::parse).toList();
    for (JsonNode row : rows.subList(0, rows.size() - 1)) {
      String way = row.path("receiver_comm").asText();
      List<Integer> counts =
          List.of(
              row.path("open").asInt(-1),
              row.path("copies").asInt(-1),
              row.path("elsewhere").asInt(-1));
      if (!counts.equals(missing.remove(way)) || row.path("received").asInt() != COUNT) {
        faults.add("not " + WAYS.get(way) + " of " + COUNT + ": " + row);
      }
      int processes = row.path("open_in").size() + row.path("elsewhere_in").size();
      if (processes + row.path("copies_in").size() != (way.equals("crowd") ? COUNT : 1)) {
        faults.add("not the processes: " + row);
      }
      if (row.has("held") || row.has("queued") || row.has("mapped_in")) {
        faults.add("what was not looked at: " + row);
      }
    }
    missing.keySet().forEach(way -> faults.add("no row of " + way));
    JsonNode summary = rows.get(rows.size() - 1);
    if (summary.path("received").asInt() != COUNT * (WAYS.size() + 1)) {
      faults.add("not all are received: " + summary);
    }
    if (!summary.path("incomplete").asText().equals(tracepoint ? UNSEEN : "")) {
      faults.add("incomplete: " + summary);
    }
    return faults;
  }
}
