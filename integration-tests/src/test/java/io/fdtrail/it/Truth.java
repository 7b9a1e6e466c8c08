package io.fdtrail.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the workload says it did, case by case, in the order it did it. */
record Truth(List<Case> cases) {

  /** How a case ended; {@code UNFINISHED} when the workload did not say. */
  enum Ending {
    DONE,
    SKIPPED,
    FAILED,
    UNFINISHED
  }

  /**
   * One case.
   *
   * @param pids of its processes
   * @param reason why it was skipped or failed
   */
  record Case(
      String name, Ending ending, String reason, Set<Integer> pids, List<ExpectedRow> rows) {}

  /**
   * A row that must be shown.
   *
   * @param keys values that it must have, null where it must have none; objects likewise
   * @param absent keys that it must not have
   * @param only backends that can see it; empty for every backend
   * @param repeatable one row or more like this
   */
  record ExpectedRow(JsonNode keys, Set<String> absent, Set<String> only, boolean repeatable) {
    boolean isFor(String backend) {
      return only.isEmpty() || only.contains(backend);
    }
  }

  static Truth parse(List<String> lines) {
    Map<String, List<ExpectedRow>> rows = new LinkedHashMap<>();
    Map<String, JsonNode> endings = new LinkedHashMap<>();
    for (String line : lines) {
      JsonNode node = Json.parse(line);
      String name = node.path("case").asText();
      List<ExpectedRow> ofCase = rows.computeIfAbsent(name, unseen -> new ArrayList<>());
      if (node.has("expect")) {
        ofCase.add(row(node, "expect"));
      } else if (node.has("expect_any")) {
        ofCase.add(row(node, "expect_any"));
      } else {
        endings.put(name, node);
      }
    }
    List<Case> cases = new ArrayList<>();
    rows.forEach((name, ofCase) -> cases.add(ended(name, ofCase, endings.get(name))));
    return new Truth(List.copyOf(cases));
  }

  private static ExpectedRow row(JsonNode node, String key) {
    return new ExpectedRow(
        node.get(key),
        texts(node.path("absent")),
        texts(node.path("only")),
        key.equals("expect_any"));
  }

  private static Case ended(String name, List<ExpectedRow> rows, JsonNode ending) {
    if (ending == null) {
      return new Case(name, Ending.UNFINISHED, "", Set.of(), rows);
    }
    if (ending.has("skipped")) {
      return new Case(name, Ending.SKIPPED, ending.get("skipped").asText(), Set.of(), rows);
    }
    if (ending.path("done").asBoolean() && !ending.path("pids").isEmpty()) {
      Set<Integer> pids = new HashSet<>();
      ending.get("pids").forEach(pid -> pids.add(pid.asInt()));
      return new Case(name, Ending.DONE, "", pids, rows);
    }
    return new Case(name, Ending.FAILED, ending.toString(), Set.of(), rows);
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new HashSet<>();
    array.forEach(value -> texts.add(value.asText()));
    return texts;
  }
}
