package io.fdtrail.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** How {@code passfd leak} leaks, after public reports, and what {@code fdtrail leaks} must say. */
final class LeakWays {
  private static final List<String> PLACES =
      List.of("open", "copies", "held", "elsewhere", "queued", "mapped");

  /**
   * A way to leak, with the numbers in its row.
   *
   * @param rows how many rows there are: descriptors with a name of their own have one each
   * @param to whether a receiver is known
   * @param counts received, open, copies, held, elsewhere, queued and mapped, in each row
   */
  record Way(
      String name, String kind, int descriptors, int rows, boolean to, List<Integer> counts) {
    List<String> command(int seconds) {
      return List.of("leak", name, Integer.toString(descriptors), Integer.toString(seconds));
    }

    /** A row of the table. */
    String row() {
      StringBuilder row = new StringBuilder(name + " +" + (to ? name : "-") + " +" + kind);
      counts.forEach(count -> row.append(" +").append(count));
      return row.append(" +[^ ].*").toString();
    }

    private boolean isIn(JsonNode leak) {
      return leak.path("sender_comm").asText().equals(name)
          && leak.path("receiver_comm").asText().equals(to ? name : "")
          && leak.path("kind").asText().equals(kind);
    }

    private List<Integer> counts(JsonNode leak) {
      List<Integer> counts = new ArrayList<>(List.of(leak.path("received").asInt()));
      PLACES.forEach(place -> counts.add(leak.path(place).asInt()));
      return counts;
    }
  }

  private static final Way MAPPER = way("mapper", "memfd", 12, List.of(12, 0, 0, 0, 0, 0, 12));
  private static final Way DEAD_READER =
      new Way("dead-reader", "memfd", 12, 1, false, List.of(0, 0, 0, 0, 0, 12, 0));
  private static final Way SOURCE_KEEPER =
      way("source-keeper", "memfd", 12, List.of(12, 12, 0, 12, 0, 0, 0));
  private static final List<Way> OTHERS =
      List.of(
          way("dup-keeper", "memfd", 12, List.of(12, 0, 12, 0, 0, 0, 0)),
          way("dup-sender", "memfd", 12, List.of(12, 0, 0, 12, 0, 0, 0)),
          way("exec-child", "memfd", 12, List.of(12, 0, 0, 0, 12, 0, 0)),
          way("event-keeper", "anon:eventfd", 12, List.of(12, 12, 0, 0, 0, 0, 0)),
          way("console-shim", "chr", 12, List.of(12, 12, 0, 0, 0, 0, 0)),
          new Way("reloader", "sock:tcp", 300, 300, true, List.of(1, 1, 0, 1, 0, 0, 0)));

  private LeakWays() {}

  private static Way way(String name, String kind, int descriptors, List<Integer> counts) {
    return new Way(name, kind, descriptors, 1, true, counts);
  }

  /** What can be seen with a backend; before Linux 5.12 neither mappings nor queues can. */
  static List<Way> seen(boolean tracepoint, boolean old) {
    List<Way> ways = new ArrayList<>(OTHERS);
    if (!tracepoint) {
      ways.add(SOURCE_KEEPER);
    }
    if (!old) {
      ways.addAll(List.of(MAPPER, DEAD_READER));
    }
    return ways;
  }

  /** What is wrong with what was reported, as JSON. */
  static List<String> faults(List<String> reported, List<Way> ways) {
    List<JsonNode> leaks = reported.stream().map(Json::parse).toList();
    List<String> faults = new ArrayList<>();
    for (Way way : ways) {
      List<JsonNode> rows = leaks.stream().filter(way::isIn).toList();
      if (rows.size() != way.rows()) {
        faults.add(way.name() + " has " + rows.size() + " rows: " + rows);
      }
      for (JsonNode row : rows) {
        if (!way.counts(row).equals(way.counts())) {
          faults.add("not " + way.counts() + ": " + row);
        }
      }
    }
    return faults;
  }
}
