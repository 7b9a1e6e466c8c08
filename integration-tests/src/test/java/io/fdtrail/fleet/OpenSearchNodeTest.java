package io.fdtrail.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node of OpenSearch takes the template and the lines of a fleet, and answers questions. */
class OpenSearchNodeTest {
  private static final long LINES = 20_000;
  private static final int BATCH = 5000;
  private static final Path FDTRAIL =
      Path.of("../cli/target/dist/bin/fdtrail").toAbsolutePath().normalize();
  private static final List<String> SERVICE = List.of("container", "user_unit", "unit");
  private static final Pattern SECTION =
      Pattern.compile("(?ms)^# (\\w+): ([^\\n]*)\\n# ([^\\n]*)\\nGET (\\S+)\\n(\\{.*?^\\})");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path directory;
  private static final Answers ANSWERS = new Answers();
  private static OpenSearch node;

  /** A question for OpenSearch. */
  private record Asked(String title, List<String> columns, String path, String body) {}

  private static Map<String, Asked> questions() throws IOException {
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
    List<String> lines = lines();
    long from = System.nanoTime();
    for (int at = 0; at < lines.size(); at += BATCH) {
      List<String> some = lines.subList(at, Math.min(at + BATCH, lines.size()));
      JsonNode answer = node.store("fdtrail-2026.11", some);
      assertThat(answer.path("errors").asBoolean(true)).as(answer.toString()).isFalse();
    }
    node.send("POST", "fdtrail-*/_refresh", "");
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from);
    System.err.println("OpenSearch: " + lines.size() + " lines in " + took + " ms");
  }

  @AfterAll
  static void stop() throws IOException {
    if (node != null) {
      node.close();
    }
  }

  /** As {@code -o ecs} prints them: all but summaries, of which a replay prints one. */
  private static List<String> lines() throws IOException, InterruptedException {
    Path json = directory.resolve("fdtrail.json");
    try (BufferedWriter file = Files.newBufferedWriter(json)) {
      JsonLine text = new JsonLine();
      new Generator(
              LINES,
              line -> {
                if (!line.type().equals("summary")) {
                  ANSWERS.add(line);
                  text.write(line, file);
                }
              })
          .run();
    }
    Path ecs = directory.resolve("fdtrail.ecs");
    int status =
        new ProcessBuilder(FDTRAIL.toString(), "-r", json.toString(), "-o", "ecs")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ecs.toFile())
            .start()
            .waitFor();
    assertThat(status).isZero();
    return Files.readAllLines(ecs);
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
    JsonNode answer = node.store("fdtrail-golden", golden);
    assertThat(answer.path("errors").asBoolean(true)).as(answer.toString()).isFalse();
    node.send("POST", "fdtrail-golden/_refresh", "");
    String ignored = "{\"query\":{\"exists\":{\"field\":\"_ignored\"}}}";
    assertThat(node.send("POST", "fdtrail-golden/_count", ignored).path("count").asLong()).isZero();
    node.send("DELETE", "fdtrail-golden", "");
  }

  @Test
  void theQuestionsHaveTheirAnswers() throws IOException, InterruptedException {
    Map<String, Asked> questions = questions();
    assertThat(questions).hasSizeGreaterThan(10);
    Map<String, List<List<Object>>> expected = ANSWERS.all();
    for (Map.Entry<String, Asked> each : questions.entrySet()) {
      Asked asked = each.getValue();
      assertThat(asked.title()).isEqualTo(Questions.read().get(each.getKey()).title());
      List<List<Object>> rows = rows(node.send("GET", asked.path(), asked.body()), asked.columns());
      List<List<Object>> known = expected.get(each.getKey());
      if (asked.columns().containsAll(SERVICE)) { // which has no order of its own
        assertThat(rows).as(each.getKey()).containsExactlyInAnyOrderElementsOf(known);
      } else {
        assertThat(rows).as(each.getKey()).isEqualTo(known);
      }
    }
  }

  private static List<List<Object>> rows(JsonNode answer, List<String> columns) {
    List<List<Object>> rows = new ArrayList<>();
    for (JsonNode bucket : answer.at("/aggregations/rows/buckets")) {
      List<Object> row = new ArrayList<>();
      JsonNode key = bucket.path("key");
      (key.isArray() ? key : JSON.createArrayNode().add(key))
          .forEach(each -> row.add(each.asText().isEmpty() ? null : each.asText()));
      for (String column : columns.subList(row.size(), columns.size())) {
        row.add(value(bucket, column));
      }
      if (columns.containsAll(SERVICE)) {
        Object service = row.subList(0, 3).stream().filter(x -> x != null).findFirst().orElse(null);
        row.subList(0, 3).clear();
        row.add(0, service);
      }
      rows.add(row);
    }
    return rows;
  }

  private static Object value(JsonNode bucket, String column) {
    JsonNode value = bucket.path(column);
    if (value.has("value_as_string")) {
      return Instant.parse(value.path("value_as_string").asText());
    }
    if (value.has("value")) {
      return value.path("value").asLong();
    }
    return value.has("buckets")
        ? value.at("/buckets/0/key").asText()
        : (Object) bucket.path("doc_count").asLong();
  }
}
