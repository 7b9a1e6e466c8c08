package io.fdtrail.it;

import com.fasterxml.jackson.databind.JsonNode;
import io.fdtrail.it.Truth.Case;
import io.fdtrail.it.Truth.ExpectedRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Compares what the tracer printed with what the workload did. */
final class Verifier {
  private static final int ROWS_SHOWN = 3;

  private final String backend;
  private final Trace trace;

  Verifier(String backend, Trace trace) {
    this.backend = backend;
    this.trace = trace;
  }

  /** What is wrong with the rows of one case, a line each; empty when every row is right and there is no other. */
  List<String> faults(Case done) {
    if (done.pids().isEmpty()) {
      return List.of("the workload did not finish it");
    }
    List<ExpectedRow> expected = done.rows().stream().filter(row -> row.isFor(backend)).toList();
    List<JsonNode> actual = trace.events().stream().filter(row -> concerns(row, done)).toList();
    int[] matched = match(expected, actual);

    List<JsonNode> rest = new ArrayList<>();
    IntStream.range(0, actual.size()).filter(i -> matched[i] < 0).forEach(i -> rest.add(actual.get(i)));
    List<ExpectedRow> missing = new ArrayList<>(expected);
    Arrays.stream(matched).filter(e -> e >= 0).forEach(e -> missing.set(e, null));
    missing.removeIf(row -> row == null);

    List<String> faults = new ArrayList<>();
    missing.stream().limit(ROWS_SHOWN).forEach(row -> faults.add(describe(row, rest)));
    rest.stream().limit(ROWS_SHOWN).forEach(row -> faults.add("unexpected: " + row));
    if (missing.size() > ROWS_SHOWN || rest.size() > ROWS_SHOWN) {
      faults.add("in all " + missing.size() + " missing and " + rest.size() + " unexpected");
    }
    return faults;
  }

  private static boolean concerns(JsonNode row, Case done) {
    return done.pids().contains(row.path("pid").asInt())
        || done.pids().contains(row.path("sender").path("pid").asInt());
  }

  /**
   * Gives as many expected rows as possible an actual row of their own (augmenting paths: an expectation that fits
   * several rows leaves the one that another needs).
   *
   * @return for each actual row the index of its expected row, -1 none
   */
  private static int[] match(List<ExpectedRow> expected, List<JsonNode> actual) {
    int[] matched = new int[actual.size()];
    Arrays.fill(matched, -1);
    for (int e = 0; e < expected.size(); e++) {
      place(e, expected, actual, matched, new boolean[actual.size()]);
    }
    return matched;
  }

  private static boolean place(
      int e, List<ExpectedRow> expected, List<JsonNode> actual, int[] matched, boolean[] tried) {
    for (int a = 0; a < actual.size(); a++) {
      if (!tried[a] && differences(expected.get(e), actual.get(a)).isEmpty()) {
        tried[a] = true;
        if (matched[a] < 0 || place(matched[a], expected, actual, matched, tried)) {
          matched[a] = e;
          return true;
        }
      }
    }
    return false;
  }

  private static String describe(ExpectedRow missing, List<JsonNode> rest) {
    List<String> closest = null;
    for (JsonNode row : rest) {
      List<String> differences = differences(missing, row);
      if (row.path("action").equals(missing.keys().path("action"))
          && (closest == null || differences.size() < closest.size())) {
        closest = differences;
      }
    }
    return "missing: " + missing.keys() + (closest == null ? "" : ", the closest row differs in " + closest);
  }

  private static List<String> differences(ExpectedRow expected, JsonNode actual) {
    List<String> differences = new ArrayList<>();
    compare("", expected.keys(), actual, differences);
    for (Map.Entry<String, List<JsonNode>> key : expected.oneOf().entrySet()) {
      JsonNode value = at(actual, key.getKey());
      if (!key.getValue().contains(value)) {
        differences.add(key.getKey() + " is " + value + ", not one of " + key.getValue());
      }
    }
    for (String key : expected.absent()) {
      if (!at(actual, key).isMissingNode()) {
        differences.add(key + " is " + at(actual, key) + ", not absent");
      }
    }
    return differences;
  }

  private static void compare(String path, JsonNode expected, JsonNode actual, List<String> differences) {
    for (Map.Entry<String, JsonNode> key : expected.properties()) {
      JsonNode value = actual.path(key.getKey());
      if (key.getValue().isObject()) {
        compare(path + key.getKey() + ".", key.getValue(), value, differences);
      } else if (!value.equals(key.getValue())) {
        String seen = value.isMissingNode() ? "absent" : value.toString();
        differences.add(path + key.getKey() + " is " + seen + ", not " + key.getValue());
      }
    }
  }

  private static JsonNode at(JsonNode row, String key) {
    return row.at("/" + key.replace('.', '/'));
  }
}
