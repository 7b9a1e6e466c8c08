package io.fdtrail.it;

import com.fasterxml.jackson.databind.JsonNode;
import io.fdtrail.it.Truth.Case;
import io.fdtrail.it.Truth.Ending;
import io.fdtrail.it.Truth.ExpectedRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares what the tracer printed with what the workload did. */
final class Verifier {
  private static final int ROWS_SHOWN = 3;

  private final String backend;
  private final Trace trace;

  Verifier(String backend, Trace trace) {
    this.backend = backend;
    this.trace = trace;
  }

  /**
   * What is wrong with the rows of one case, a line each. None when every expected row was printed,
   * just once, and no other row concerns its processes.
   */
  List<String> faults(Case played) {
    if (played.ending() != Ending.DONE) {
      return List.of("the workload's case is " + played.ending() + ": " + played.reason());
    }
    List<JsonNode> rest =
        new ArrayList<>(trace.events().stream().filter(row -> concerns(row, played)).toList());
    List<ExpectedRow> missing = new ArrayList<>();
    missing.addAll(takeOnce(expected(played, false), rest));
    missing.addAll(takeAll(expected(played, true), rest));

    List<String> faults = new ArrayList<>();
    missing.stream().limit(ROWS_SHOWN).forEach(row -> faults.add(describe(row, rest)));
    rest.stream().limit(ROWS_SHOWN).forEach(row -> faults.add("unexpected: " + row));
    if (missing.size() > ROWS_SHOWN || rest.size() > ROWS_SHOWN) {
      faults.add("in all " + missing.size() + " missing and " + rest.size() + " unexpected");
    }
    return faults;
  }

  private List<ExpectedRow> expected(Case played, boolean repeatable) {
    return played.rows().stream()
        .filter(row -> row.isFor(backend) && row.repeatable() == repeatable)
        .toList();
  }

  private static boolean concerns(JsonNode row, Case played) {
    return played.pids().contains(row.path("pid").asInt())
        || played.pids().contains(row.path("sender").path("pid").asInt());
  }

  /** Takes from the rows the one for each expectation; returns the expectations that got none. */
  private static List<ExpectedRow> takeOnce(List<ExpectedRow> expected, List<JsonNode> rows) {
    int[] matched = match(expected, rows);
    List<ExpectedRow> missing = new ArrayList<>(expected);
    for (int row = matched.length - 1; row >= 0; row--) {
      if (matched[row] >= 0) {
        missing.remove(expected.get(matched[row]));
        rows.remove(row);
      }
    }
    return missing;
  }

  /**
   * Takes from the rows all that fit an expectation; returns the expectations that nothing fits.
   */
  private static List<ExpectedRow> takeAll(List<ExpectedRow> expected, List<JsonNode> rows) {
    List<ExpectedRow> missing = new ArrayList<>(expected);
    for (ExpectedRow one : expected) {
      if (rows.removeIf(row -> differences(one, row).isEmpty())) {
        missing.remove(one);
      }
    }
    return missing;
  }

  /**
   * Gives as many expectations as possible a row of their own (augmenting paths: an expectation
   * that several rows fit leaves the one that another needs).
   *
   * @return for each row the index of its expectation, -1 none
   */
  private static int[] match(List<ExpectedRow> expected, List<JsonNode> rows) {
    int[] matched = new int[rows.size()];
    Arrays.fill(matched, -1);
    for (int e = 0; e < expected.size(); e++) {
      place(e, expected, rows, matched, new boolean[rows.size()]);
    }
    return matched;
  }

  private static boolean place(
      int e, List<ExpectedRow> expected, List<JsonNode> rows, int[] matched, boolean[] tried) {
    for (int row = 0; row < rows.size(); row++) {
      if (!tried[row] && differences(expected.get(e), rows.get(row)).isEmpty()) {
        tried[row] = true;
        if (matched[row] < 0 || place(matched[row], expected, rows, matched, tried)) {
          matched[row] = e;
          return true;
        }
      }
    }
    return false;
  }

  private static String describe(ExpectedRow missing, List<JsonNode> rest) {
    Optional<List<String>> closest =
        rest.stream()
            .filter(row -> row.path("action").equals(missing.keys().path("action")))
            .map(row -> differences(missing, row))
            .min((one, other) -> Integer.compare(one.size(), other.size()));
    return "missing: "
        + missing.keys()
        + closest.map(by -> ", the closest row differs: " + by).orElse("");
  }

  private static List<String> differences(ExpectedRow expected, JsonNode row) {
    List<String> differences = new ArrayList<>();
    compare("", expected.keys(), row, differences);
    for (String key : expected.absent()) {
      if (row.has(key)) {
        differences.add(key + " is " + row.get(key) + ", not absent");
      }
    }
    return differences;
  }

  private static void compare(
      String path, JsonNode expected, JsonNode row, List<String> differences) {
    for (Map.Entry<String, JsonNode> key : expected.properties()) {
      JsonNode value = row.path(key.getKey());
      if (key.getValue().isObject()) {
        compare(path + key.getKey() + ".", key.getValue(), value, differences);
      } else if (!value.equals(key.getValue())
          && !(value.isMissingNode() && key.getValue().isNull())) {
        String seen = value.isMissingNode() ? "absent" : value.toString();
        differences.add(path + key.getKey() + " is " + seen + ", not " + key.getValue());
      }
    }
  }
}
