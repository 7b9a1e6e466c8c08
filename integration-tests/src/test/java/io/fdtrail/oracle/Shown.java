package io.fdtrail.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A message in one act, as fdtrail shows it.
 *
 * @param rows those of its descriptors that have a number
 * @param dropped those that were installed nowhere by this receive
 */
record Shown(Act.Kind kind, String message, int tid, List<JsonNode> rows, List<JsonNode> dropped) {
  /** What a receive, and not the end of a socket, does not install. */
  private static final Set<String> BY_A_RECEIVE =
      Set.of("", "ctrunc", "nocontrol", "emfile", "lsm", "fault");

  /**
   * In the order of the acts; rows that strace has no word for are handed to the list of the
   * others.
   */
  static List<Shown> of(List<JsonNode> events, List<JsonNode> others) {
    List<Shown> all = new ArrayList<>();
    Map<Integer, Shown> current = new HashMap<>();
    events.stream()
        .sorted(Comparator.comparingLong(row -> row.path("boot_ns").asLong()))
        .forEach(
            row -> {
              String action = row.path("action").asText();
              boolean isDrop = action.equals("DROP");
              if (isDrop
                  ? !BY_A_RECEIVE.contains(row.path("reason").asText())
                  : !action.matches("SEND|FAIL|RECV|PEEK")) {
                others.add(row);
                return;
              }
              Act.Kind kind = isDrop ? Act.Kind.RECV : Act.Kind.valueOf(action);
              int tid = row.path("tid").asInt();
              Shown shown = current.get(tid);
              if (shown == null || !shown.continuesWith(kind, row)) {
                shown =
                    new Shown(
                        kind,
                        row.path("message").asText(),
                        tid,
                        new ArrayList<>(),
                        new ArrayList<>());
                current.put(tid, shown);
                all.add(shown);
              }
              (isDrop ? shown.dropped : shown.rows).add(row);
            });
    return all;
  }

  private boolean continuesWith(Act.Kind next, JsonNode row) {
    boolean isNext = row.path("index").asInt() > last().path("index").asInt();
    return kind == next && message.equals(row.path("message").asText()) && isNext;
  }

  private JsonNode last() {
    return dropped.isEmpty() ? rows.get(rows.size() - 1) : dropped.get(dropped.size() - 1);
  }

  JsonNode first() {
    return rows.isEmpty() ? dropped.get(0) : rows.get(0);
  }

  String reason() {
    return dropped.isEmpty() ? "" : dropped.get(0).path("reason").asText();
  }

  /** That of the same act as strace sees it. */
  String key() {
    return kind + " " + rows.stream().map(row -> row.path("fd").asInt(-1)).toList();
  }

  @Override
  public String toString() {
    return key()
        + (dropped.isEmpty() ? "" : " and " + dropped.size() + " dropped")
        + ": "
        + first();
  }
}
