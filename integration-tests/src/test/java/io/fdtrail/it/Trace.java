package io.fdtrail.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What the tracer printed as JSON.
 *
 * @param events rows, in the order printed
 * @param lost loss reports
 * @param summaries closing objects; a trace that ended well has one, as its last line
 * @param faults lines that are none of these, or stand where they must not
 */
record Trace(
    List<JsonNode> events, List<JsonNode> lost, List<JsonNode> summaries, List<String> faults) {

  static Trace parse(List<String> lines) {
    Trace trace =
        new Trace(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    lines.forEach(trace::add);
    return trace;
  }

  /** Records lost, as the summary says; -1 without a summary. */
  long lostCount() {
    return summaries.isEmpty() ? -1 : summaries.get(0).path("lost").asLong(-1);
  }

  /** What is wrong with the trace as a whole: its form, or an ending that does not add up. */
  List<String> endingFaults() {
    List<String> all = new ArrayList<>(faults);
    if (summaries.size() != 1) {
      all.add("expected one summary, got " + summaries.size());
      return all;
    }
    long counted = summaries.get(0).path("events").asLong(-1);
    if (counted != events.size()) {
      all.add("the summary counts " + counted + " events, but " + events.size() + " were printed");
    }
    long reported = lost.stream().mapToLong(report -> report.path("count").asLong()).sum();
    if (reported != lostCount()) {
      all.add("the summary counts " + lostCount() + " lost, but " + reported + " were reported");
    }
    return all;
  }

  private void add(String line) {
    JsonNode node;
    try {
      node = Json.parse(line);
    } catch (IllegalArgumentException e) {
      faults.add(e.getMessage());
      return;
    }
    if (!summaries.isEmpty()) {
      faults.add("a line after the summary: " + line);
    }
    switch (node.path("type").asText()) {
      case "event" -> events.add(node);
      case "lost" -> lost.add(node);
      case "summary" -> summaries.add(node);
      default -> faults.add("a line of unknown type: " + line);
    }
  }
}
