package io.fdtrail.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The index template has a type for each member that a line of {@code -o ecs} may have. */
class OpenSearchTest {
  private static final Path ROOT = Path.of("..");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
  private static final String BASE64 = "_base64"; // only for who reads the line

  /** The values that a field of this type takes. */
  private static final Map<String, Predicate<JsonNode>> TYPES =
      Map.of(
          "keyword", JsonNode::isTextual,
          "boolean", JsonNode::isBoolean,
          "long", value -> value.isIntegralNumber() && value.canConvertToLong(),
          "unsigned_long", JsonNode::isIntegralNumber,
          "double", JsonNode::isNumber,
          "date_nanos",
              value -> value.asText().matches("\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}\\.\\d{9}Z"));

  private static JsonNode mappings() throws IOException {
    return JSON.readTree(Questions.FLEET.resolve("opensearch.json").toFile())
        .at("/template/mappings");
  }

  private static JsonNode mapping(String name) throws IOException {
    return mappings().at("/properties/" + name.replace(".", "/properties/"));
  }

  private static void leaves(String name, JsonNode value, BiConsumer<String, JsonNode> to) {
    if (value.isObject()) {
      value.properties().forEach(each -> leaves(below(name, each.getKey()), each.getValue(), to));
    } else if (value.isArray()) {
      value.forEach(each -> leaves(name, each, to));
    } else if (!name.endsWith(BASE64)) {
      to.accept(name, value);
    }
  }

  private static String below(String name, String member) {
    return name.isEmpty() ? member : name + "." + member;
  }

  @Test
  void eachFieldOfTheDocumentationHasAType() throws IOException {
    List<String> names =
        Pattern.compile("^\\| `[^`]+` \\| `[^`]+` \\| `([^`]+)` \\|$", Pattern.MULTILINE)
            .matcher(Files.readString(ROOT.resolve("docs/fields.md")))
            .results()
            .map(row -> row.group(1))
            .toList();
    assertThat(names).hasSizeGreaterThan(50).contains("@timestamp", "file.path", "fdtrail.crosses");
    for (String name : names) {
      assertThat(mapping(name).isMissingNode()).as(name).isFalse();
    }
  }

  @Test
  void eachLineFitsTheTypes() throws IOException {
    Set<String> seen = new TreeSet<>();
    List<String> wrong = new ArrayList<>();
    for (String line :
        Files.readAllLines(ROOT.resolve("cli/src/test/resources/golden/conventions.ecs"))) {
      leaves(
          "",
          JSON.readTree(line),
          (name, value) -> {
            seen.add(name);
            if (!takes(name, value)) {
              wrong.add(name + " " + value);
            }
          });
    }
    assertThat(wrong).isEmpty();
    assertThat(seen).hasSizeGreaterThan(80).contains("fdtrail.stack.symbol", "fdtrail.lost.count");
  }

  private static boolean takes(String name, JsonNode value) {
    try {
      String type = mapping(name).path("type").asText();
      return TYPES.getOrDefault(type, any -> false).test(value);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Set<String> members(JsonNode schema, String name) {
    Set<String> names = new TreeSet<>();
    schema
        .at("/$defs/" + name + "/properties")
        .fieldNames()
        .forEachRemaining(
            each -> {
              if (!each.endsWith(BASE64)
                  && !Set.of("type", "time", "host", "boot_id", "seq", "tracer").contains(each)) {
                names.add(each);
              }
            });
    return names;
  }

  /** What else is in a line, and nothing that no line has. */
  @Test
  void theMembersAreThoseOfTheSchemas() throws IOException {
    JsonNode schema = JSON.readTree(ROOT.resolve("docs/event.schema.json").toFile());
    for (String type : List.of("lost", "summary", "aggregate")) {
      assertThat(mapping("fdtrail." + type).path("properties").fieldNames())
          .toIterable()
          .containsExactlyInAnyOrderElementsOf(members(schema, type));
    }
    assertThat(members(schema, "event"))
        .containsAll(ofEvents(mapping("fdtrail").path("properties")));
    assertSame("", JSON.readTree(ROOT.resolve("docs/ecs.schema.json").toFile()), mappings());
  }

  private static Set<String> ofEvents(JsonNode own) {
    Set<String> names = new TreeSet<>();
    own.fieldNames().forEachRemaining(names::add);
    names.removeAll(Set.of("lost", "summary", "aggregate"));
    return names;
  }

  private static void assertSame(String name, JsonNode schema, JsonNode mapping) {
    if (!schema.has("properties")) {
      return;
    }
    assertThat(mapping.path("properties").fieldNames())
        .as(name)
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(() -> schema.path("properties").fieldNames());
    schema
        .path("properties")
        .properties()
        .forEach(
            each ->
                assertSame(
                    below(name, each.getKey()),
                    each.getValue(),
                    mapping.path("properties").path(each.getKey())));
  }

  /** A line is never refused for one of its members: a keyword has at most 32 766 bytes. */
  @Test
  void noMemberCanRefuseALine() throws IOException {
    assertThat(mappings().path("dynamic").asText()).isEqualTo("false");
    for (JsonNode limit : mappings().findValues("ignore_above")) {
      assertThat(4 * limit.asInt()).isLessThanOrEqualTo(32_766);
    }
    for (String name :
        List.of("process.command_line", "file.path", "fdtrail.name", "fdtrail.sender.cmdline")) {
      assertThat(mapping(name).has("ignore_above")).as(name).isTrue();
    }
    assertThat(
            JSON.readTree(Questions.FLEET.resolve("opensearch.json").toFile())
                .at("/template/settings/index.mapping.ignore_malformed")
                .asBoolean())
        .isTrue();
  }
}
