package io.fdtrail.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fdtrail.fleet.Questions.Question;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node of OpenSearch takes the template and the lines of a fleet, and answers questions. */
class OpenSearchNodeTest {
  private static final long LINES = Math.min(Long.getLong("fdtrail.fleet", 20_000), 1_000_000);
  private static final String FIELDS = "+host,+boot_id,+seq,+tracer,+crosses";
  private static final int BATCH = 5000;
  private static final Path FDTRAIL =
      Path.of("../cli/target/dist/bin/fdtrail").toAbsolutePath().normalize();
  private static final Pattern SECTION =
      Pattern.compile("(?ms)^# (\\w+): ([^\\n]*)\\n# ([^\\n]*)\\nGET (\\S+)\\n(\\{.*?^\\})");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern TEXT = Pattern.compile("(?s)\"\"\"(.*?)\"\"\"");

  @TempDir static Path directory;
  private static final Answers ANSWERS = new Answers();
  private static OpenSearch node;

  /** A question for the console of OpenSearch. */
  private record Asked(String title, List<String> columns, String path, String text) {
    /** What the console sends. */
    String body(Instant now) {
      return TEXT.matcher(text)
          .replaceAll(each -> Matcher.quoteReplacement(TextNode.valueOf(each.group(1)).toString()))
          .replace("\"now-", "\"" + now + "||-");
    }
  }

  private static Map<String, Asked> asked() throws IOException {
    Map<String, Asked> all = new LinkedHashMap<>();
    String text = Files.readString(Questions.FLEET.resolve("opensearch-questions.txt"));
    for (MatchResult each : SECTION.matcher(text).results().toList()) {
      List<String> columns = List.of(each.group(3).split(", "));
      all.put(each.group(1), new Asked(each.group(2), columns, each.group(4), each.group(5)));
    }
    return all;
  }

  @BeforeAll
  static void store() throws IOException, InterruptedException {
    assumeTrue(Files.isDirectory(OpenSearch.JARS), "no OpenSearch was fetched");
    node = OpenSearch.start(Files.createDirectory(directory.resolve("node")));
    String template = Files.readString(Questions.FLEET.resolve("opensearch.json"));
    node.send("PUT", "_index_template/fdtrail", template);
    long from = System.nanoTime();
    storeAll(generate());
    node.send("PUT", "fdtrail-2026.11.29", "");
    node.send("POST", "fdtrail-*/_refresh", "");
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from);
    System.err.println("OpenSearch: " + ANSWERS.lines() + " lines in " + took + " ms");
  }

  @AfterAll
  static void stop() throws IOException {
    if (node != null) {
      node.close();
    }
  }

  /** Returns the summaries. */
  private static List<Line> generate() throws IOException {
    List<Line> summaries = new ArrayList<>();
    try (BufferedWriter file = Files.newBufferedWriter(directory.resolve("fdtrail.json"))) {
      JsonLine text = new JsonLine();
      new Generator(
              LINES,
              line -> {
                ANSWERS.add(line);
                text.write(line, file);
                if (line.type().equals("summary")) {
                  summaries.add(line);
                }
              })
          .run();
    }
    return summaries;
  }

  /** As {@code -o ecs} prints lines. A replay leaves out all summaries but one, its last line. */
  private static void storeAll(List<Line> summaries) throws IOException, InterruptedException {
    String json = directory.resolve("fdtrail.json").toString();
    Process replay =
        new ProcessBuilder(FDTRAIL.toString(), "-r", json, "-o", "ecs", "--fields", FIELDS)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> batch = new ArrayList<>();
    String last = "";
    try (BufferedReader lines = replay.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        batch.add(line);
        last = line;
        if (batch.size() > BATCH) {
          store(batch.subList(0, BATCH));
        }
      }
    }
    assertThat(replay.waitFor()).isZero();
    batch.remove(batch.size() - 1);
    JsonNode own = JSON.readTree(last);
    assertThat(own.at("/event/dataset").asText()).isEqualTo("fdtrail.summary");
    for (Line summary : summaries) {
      batch.add(withOrigin(own.deepCopy(), summary));
    }
    store(batch);
  }

  private static void store(List<String> lines) throws IOException, InterruptedException {
    JsonNode answer = node.store(lines);
    assertThat(answer.path("errors").asBoolean(true)).as(answer.toString()).isFalse();
    lines.clear();
  }

  private static String withOrigin(ObjectNode line, Line origin) {
    line.put("@timestamp", Instant.ofEpochSecond(0, origin.timeNanos()).toString());
    line.putObject("host")
        .put("hostname", Line.hostName(origin.host()))
        .putObject("boot")
        .put("id", Line.bootId(origin.host()).toString());
    line.withObject("/event").put("sequence", origin.seq());
    line.withObject("/agent").put("version", origin.tracer());
    return line.toString();
  }

  @Test
  void aLineThatWasSentTwiceIsStoredOnce() throws IOException, InterruptedException {
    assertThat(node.send("GET", "fdtrail-*/_count", "").path("count").asLong())
        .isEqualTo(ANSWERS.lines());
  }

  /** Each type of the template, and a text that is too long for one. */
  @Test
  void noValueIsLeftOut() throws IOException, InterruptedException {
    List<String> golden =
        Files.readAllLines(Path.of("../cli/src/test/resources/golden/conventions.ecs"));
    store(golden);
    node.send("POST", "fdtrail-2026.09.*/_refresh", "");
    String ignored = "{\"query\":{\"exists\":{\"field\":\"_ignored\"}}}";
    assertThat(node.send("POST", "fdtrail-2026.09.*/_count", ignored).path("count").asLong())
        .isZero();
    node.send("DELETE", "fdtrail-2026.09.*", "");
  }

  @Test
  void theQuestionsHaveTheirAnswers() throws IOException, InterruptedException {
    Map<String, Question> questions = Questions.read();
    Map<String, Asked> all = asked();
    assertThat(all.keySet()).containsExactlyElementsOf(questions.keySet());
    Map<String, List<List<Object>>> expected = ANSWERS.all();
    long from = System.nanoTime();
    for (Map.Entry<String, Asked> each : all.entrySet()) {
      Asked asked = each.getValue();
      Question question = questions.get(each.getKey());
      assertThat(asked.title()).isEqualTo(question.title());
      JsonNode answer = node.send("GET", asked.path(), asked.body(ANSWERS.now()));
      assertThat(answer.at("/_shards/total").asInt()).isGreaterThan(2);
      List<List<Object>> rows =
          new OpenSearchRows(asked.columns(), question.columns()).of(answer.path("aggregations"));
      List<List<Object>> known = expected.get(each.getKey());
      if (asked.columns().containsAll(OpenSearchRows.SERVICE)) { // which has no order of its own
        assertThat(rows).as(each.getKey()).containsExactlyInAnyOrderElementsOf(known);
      } else {
        snap(rows, known, question.columns());
        assertThat(rows).as(each.getKey()).isEqualTo(known);
      }
    }
    System.err.printf("OpenSearch, all questions: %.1f s%n", (System.nanoTime() - from) / 1e9);
  }

  /** OpenSearch finds percentiles to 1 %. */
  private static void snap(
      List<List<Object>> rows, List<List<Object>> known, List<String> columns) {
    for (int at = 0; at < Math.min(rows.size(), known.size()); at++) {
      for (String each : List.of("p50", "p99")) {
        int column = columns.indexOf(each);
        if (column >= 0) {
          long exact = (Long) known.get(at).get(column);
          if (Math.abs((Long) rows.get(at).get(column) - exact) <= exact / 100) {
            rows.get(at).set(column, exact);
          }
        }
      }
    }
  }
}
