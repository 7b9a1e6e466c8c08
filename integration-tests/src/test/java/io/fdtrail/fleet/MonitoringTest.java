package io.fdtrail.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard and the rules ask for metrics that fdtrail has. */
class MonitoringTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path PROMTOOL = ROOT.resolve(".cache/prometheus/usr/bin/promtool");
  private static final Pattern FAMILY =
      Pattern.compile("page\\.family\\(\\s*\"(\\w+)\",\\s*\"(counter|gauge)\"");
  private static final Pattern METRIC = Pattern.compile("(?<![\\w:])fdtrail_\\w+");
  private static final int GRID = 24;

  @TempDir private Path directory;

  private static Set<String> exported() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(ROOT.resolve("cli/src/main/java"))) {
      for (Path each : files.filter(file -> file.toString().endsWith(".java")).toList()) {
        FAMILY
            .matcher(Files.readString(each))
            .results()
            .map(family -> family.group(1) + (family.group(2).equals("counter") ? "_total" : ""))
            .forEach(names::add);
      }
    }
    return names;
  }

  private static String rules() throws IOException {
    return Files.readString(Questions.FLEET.resolve("prometheus-rules.yaml"));
  }

  private static JsonNode dashboard() throws IOException {
    return new ObjectMapper().readTree(Questions.FLEET.resolve("grafana.json").toFile());
  }

  /** As Prometheus would see them. */
  private static List<String> queries() throws IOException {
    List<String> queries = new ArrayList<>();
    for (JsonNode expression : dashboard().findValues("expr")) {
      queries.add(
          expression.asText().replace("$__rate_interval", "5m").replace("$instance", "a.*"));
    }
    return queries;
  }

  @Test
  void eachMetricIsExported() throws IOException {
    Set<String> exported = exported();
    Set<String> asked = new TreeSet<>();
    for (String text : List.of(rules(), dashboard().toString())) {
      METRIC.matcher(text).results().forEach(each -> asked.add(each.group()));
    }
    assertThat(exported).hasSizeGreaterThan(15);
    assertThat(asked).hasSizeGreaterThan(10).isSubsetOf(exported);
  }

  @Test
  void theDashboardIsWhole() throws IOException {
    Set<Integer> ids = new HashSet<>();
    Set<String> cells = new HashSet<>();
    for (JsonNode panel : dashboard().get("panels")) {
      String title = panel.get("title").asText();
      assertThat(ids.add(panel.get("id").asInt())).as(title).isTrue();
      JsonNode place = panel.get("gridPos");
      for (int x = 0; x < place.get("w").asInt(); x++) {
        for (int y = 0; y < place.get("h").asInt(); y++) {
          int column = place.get("x").asInt() + x;
          assertThat(column).as(title).isLessThan(GRID);
          assertThat(cells.add(column + " " + (place.get("y").asInt() + y))).as(title).isTrue();
        }
      }
      if (!panel.get("type").asText().equals("row")) {
        assertThat(panel.get("targets")).as(title).isNotEmpty();
      }
    }
    assertThat(ids).hasSizeGreaterThan(15);
  }

  @Test
  void promtoolAcceptsTheRulesAndTheQueries() throws IOException, InterruptedException {
    assumeTrue(
        Files.isExecutable(PROMTOOL),
        "promtool, of Debian's package prometheus, could not be fetched");
    Files.writeString(directory.resolve("prometheus-rules.yaml"), rules());
    Path test = directory.resolve("test.yaml");
    Files.copy(Path.of("src/test/resources/prometheus-rules-test.yaml"), test);
    StringBuilder queries = new StringBuilder("groups: [{name: dashboard, rules: [");
    for (String each : queries()) {
      queries.append("{record: 'q").append(queries.length()).append("', expr: '");
      queries.append(each.replace("'", "''")).append("'},\n");
    }
    Path dashboard = Files.writeString(directory.resolve("dashboard.yaml"), queries.append("]}]"));
    promtool("check", "rules", "--lint-fatal", dashboard.toString());
    promtool("check", "rules", "--lint-fatal", directory + "/prometheus-rules.yaml");
    promtool("test", "rules", test.toString());
  }

  private static void promtool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(PROMTOOL.toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("SUCCESS");
  }

  /** So that a new alert comes with an example of what it fires at. */
  @Test
  void eachAlertIsTested() throws IOException {
    String tests = Files.readString(Path.of("src/test/resources/prometheus-rules-test.yaml"));
    List<String> alerts =
        Pattern.compile("- alert: (\\w+)").matcher(rules()).results().map(a -> a.group(1)).toList();
    assertThat(alerts).hasSizeGreaterThan(5).allMatch(each -> tests.contains("alertname: " + each));
  }
}
