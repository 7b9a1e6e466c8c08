package io.fdtrail.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Prints the table of {@code ./check oracle}. Its argument is a folder with one for each program,
 * with what strace wrote ({@code strace}) and what fdtrail printed ({@code rows}), or why it did
 * not run ({@code skipped}).
 */
public final class Oracle {
  private static final String ROW = "%-18s %9s %9s %9s %9s %9s %9s%n";
  private static final int SHOWN_DIFFERENCES = 10;
  private static final int LONGEST = 1000;

  private final Map<String, Integer> omitted = new TreeMap<>();
  private final Map<String, Integer> unjudged = new TreeMap<>();
  private final List<String> remarks = new ArrayList<>();
  private final int[] totals = new int[6];
  private boolean hasFailed;
  private int judged;

  private Oracle() {}

  /** Ends with 1 when there is a difference, or nothing was compared. */
  public static void main(String[] arguments) throws IOException {
    Oracle oracle = new Oracle();
    List<Path> programs;
    try (Stream<Path> all = Files.list(Path.of(arguments[0]))) {
      programs = all.filter(Files::isDirectory).sorted().toList();
    }
    System.out.printf(
        ROW, "PROGRAM", "MESSAGES", "ROWS", "COMPARED", "DIFFER", "OMITTED", "UNJUDGED");
    for (Path program : programs) {
      oracle.judge(program);
    }
    System.out.printf(ROW, row("TOTAL OF " + oracle.judged, oracle.totals));
    oracle.remarks.forEach(System.out::println);
    oracle.omitted.forEach(
        (field, count) -> System.out.println("omitted: " + field + ": " + count));
    oracle.unjudged.forEach((why, count) -> System.out.println("unjudged: " + why + ": " + count));
    System.exit(oracle.hasFailed || oracle.judged == 0 ? 1 : 0);
  }

  private void judge(Path directory) throws IOException {
    String name = directory.getFileName().toString();
    Path skipped = directory.resolve("skipped");
    if (Files.exists(skipped)) {
      System.out.printf("%-18s skipped: %s%n", name, Files.readString(skipped).strip());
      return;
    }
    List<String> lines =
        Files.readAllLines(directory.resolve("strace"), StandardCharsets.ISO_8859_1);
    StraceTrace strace = StraceTrace.parse(lines);
    List<JsonNode> events = new ArrayList<>();
    JsonNode summary = read(directory.resolve("rows"), events);
    Verdict verdict = Comparison.of(strace, events);
    if (summary.path("lost").asInt(-1) != 0) {
      verdict.differ("the trace is not whole: " + summary);
    }
    if (strace.acts().isEmpty()) {
      verdict.differ("strace saw no descriptor");
    }
    print(name, strace.acts().size(), events.size(), verdict);
  }

  private static JsonNode read(Path rows, List<JsonNode> events) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode summary = mapper.missingNode();
    for (String line : Files.readAllLines(rows)) {
      JsonNode row = mapper.readTree(line);
      if (row.path("type").asText().equals("event")) {
        events.add(row);
      } else if (row.path("type").asText().equals("summary")) {
        summary = row;
      }
    }
    return summary;
  }

  private void print(String name, int messages, int rows, Verdict verdict) {
    judged++;
    hasFailed |= !verdict.differences().isEmpty();
    List<String> differences = verdict.differences();
    int omittedHere = sum(verdict.omitted());
    int[] figures = {
      messages, rows, verdict.compared(), differences.size(), omittedHere, sum(verdict.unjudged())
    };
    Arrays.setAll(totals, i -> totals[i] + figures[i]);
    System.out.printf(ROW, row(name, figures));
    differences.stream()
        .limit(SHOWN_DIFFERENCES)
        .map(difference -> difference.substring(0, Math.min(LONGEST, difference.length())))
        .forEach(difference -> remarks.add(name + ": " + difference));
    verdict.omitted().forEach((field, count) -> omitted.merge(field, count, Integer::sum));
    verdict.unjudged().forEach((why, count) -> unjudged.merge(why, count, Integer::sum));
  }

  private static Object[] row(String name, int[] figures) {
    return Stream.concat(Stream.of(name), IntStream.of(figures).boxed()).toArray();
  }

  private static int sum(Map<String, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }
}
