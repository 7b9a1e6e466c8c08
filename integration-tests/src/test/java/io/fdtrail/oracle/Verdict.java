package io.fdtrail.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What comes of holding both against each other. */
final class Verdict {
  private int compared;
  private final List<String> differences = new ArrayList<>();
  private final Map<String, Integer> omitted = new TreeMap<>();
  private final Map<String, Integer> unjudged = new TreeMap<>();

  /** A fact that strace knows; of a row that has none it is not reported. */
  void compare(String field, Object expected, JsonNode actual, Object about) {
    if (actual.isMissingNode()) {
      omitted.merge(field, 1, Integer::sum);
      return;
    }
    check(
        field, String.valueOf(expected).equals(actual.asText()), expected, actual.asText(), about);
  }

  void check(String field, boolean isSame, Object expected, Object actual, Object about) {
    compared++;
    if (!isSame) {
      differences.add(field + " is " + actual + ", strace says " + expected + ": " + about);
    }
  }

  void differ(String what) {
    compared++;
    differences.add(what);
  }

  /** What strace cannot say. */
  void leave(String why, int rows) {
    unjudged.merge(why, rows, Integer::sum);
  }

  int compared() {
    return compared;
  }

  List<String> differences() {
    return differences;
  }

  /** Facts that strace knows and the rows do not have, by field. */
  Map<String, Integer> omitted() {
    return omitted;
  }

  Map<String, Integer> unjudged() {
    return unjudged;
  }
}
