package io.fdtrail.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the workload says it did, case by case, in the order it did it. */
record Truth(List<Case> cases) {

  /**
   * One case.
   *
   * @param pids of its processes
   * @param skipped why it did not run
   */
  record Case(String name, Set<Integer> pids, List<ExpectedRow> rows, Optional<String> skipped) {}

  /**
   * A row that must be shown.
   *
   * @param keys values that it must have; objects likewise
   * @param oneOf keys of which it must have one of several values
   * @param absent keys that it must not have; {@code sender.fd} is the key {@code fd} of its sender
   * @param only backends that can see it; empty for every backend
   */
  record ExpectedRow(JsonNode keys, Map<String, List<JsonNode>> oneOf, Set<String> absent, Set<String> only) {
    boolean isFor(String backend) {
      return only.isEmpty() || only.contains(backend);
    }
  }

  /** Reads the workload's lines; a case without its closing line has no pids and is reported as not done. */
  static Truth parse(List<String> lines) {
    Map<String, List<ExpectedRow>> rows = new LinkedHashMap<>();
    Map<String, Case> closed = new LinkedHashMap<>();
    for (String line : lines) {
      JsonNode node = Json.parse(line);
      String name = node.path("case").asText();
      List<ExpectedRow> caseRows = rows.computeIfAbsent(name, unseen -> new ArrayList<>());
      if (node.has("expect")) {
        caseRows.add(row(node));
      } else if (node.has("skipped")) {
        closed.put(name, new Case(name, Set.of(), List.of(), Optional.of(node.get("skipped").asText())));
      } else if (node.path("done").asBoolean()) {
        closed.put(name, new Case(name, pids(node.path("pids")), caseRows, Optional.empty()));
      } else {
        throw new IllegalArgumentException("not a line of the workload: " + line);
      }
    }
    List<Case> cases = new ArrayList<>();
    rows.forEach((name, caseRows) ->
        cases.add(closed.getOrDefault(name, new Case(name, Set.of(), caseRows, Optional.empty()))));
    return new Truth(List.copyOf(cases));
  }

  private static ExpectedRow row(JsonNode node) {
    Map<String, List<JsonNode>> oneOf = new LinkedHashMap<>();
    node.path("expect_any").properties().forEach(entry -> oneOf.put(entry.getKey(), Json.list(entry.getValue())));
    return new ExpectedRow(node.get("expect"), oneOf, texts(node.path("absent")), texts(node.path("only")));
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new HashSet<>();
    array.forEach(value -> texts.add(value.asText()));
    return texts;
  }

  private static Set<Integer> pids(JsonNode array) {
    Set<Integer> pids = new HashSet<>();
    array.forEach(value -> pids.add(value.asInt()));
    return pids;
  }
}
