package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.RawText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CsvRendererTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Rendered csv(Rendered.Calls calls) throws IOException {
    return Rendered.csv(
        renderer -> {
          renderer.begin();
          calls.make(renderer);
        });
  }

  /** The cells of a line, as RFC 4180 has them. */
  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        cell.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }

  /** The members of an object, by the names that they have in an expression. */
  private static void flatten(String prefix, JsonNode object, Map<String, JsonNode> to) {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (member.getValue().isObject()) {
        flatten(prefix + member.getKey() + ".", member.getValue(), to);
      } else {
        to.put(prefix + member.getKey(), member.getValue());
      }
    }
  }

  private static String shown(JsonNode value) {
    if (!value.isArray()) {
      return value.asText();
    }
    List<String> words = new ArrayList<>();
    value.forEach(word -> words.add(word.asText()));
    return words.isEmpty() ? "none" : String.join("|", words);
  }

  /**
   * All that an object says, and nothing else; of texts, those that JSON does not escape are
   * compared.
   */
  @Test
  void aRowHasWhatTheObjectHas() throws IOException {
    for (FdEvent event : Samples.all().values()) {
      List<String> lines = csv(renderer -> renderer.event(event)).output().lines().toList();
      assertThat(lines).hasSize(2);
      List<String> names = cells(lines.get(0));
      List<String> cells = cells(lines.get(1));
      assertThat(cells).hasSameSizeAs(names);
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < cells.size(); i++) {
        if (!cells.get(i).isEmpty()) {
          row.put(names.get(i), cells.get(i));
        }
      }
      Map<String, JsonNode> object = new LinkedHashMap<>();
      JsonNode line = JSON.readTree(Rendered.json(renderer -> renderer.event(event)).output());
      flatten("", line, object);
      object.remove("type");
      object.keySet().removeIf(key -> key.endsWith("_base64") || key.startsWith("stack"));
      assertThat(row.keySet()).isEqualTo(object.keySet());
      object.forEach(
          (key, value) -> {
            if (shown(value).matches("[!#-\\[\\]-~]*")) {
              assertThat(unescaped(row.get(key))).as(key).isEqualTo(shown(value));
            }
          });
    }
  }

  @Test
  void theHeaderIsAlwaysThere() throws IOException {
    String header = csv(renderer -> {}).output();

    assertThat(header).startsWith(CsvRenderer.BEGINNING).hasLineCount(1);
    assertThat(cells(header.strip()))
        .doesNotHaveDuplicates()
        .contains("container.runtime", "sender.pid", "sender.container.id", "in_flight_ns")
        .doesNotContain("stack", "sender", "container");
  }

  @Test
  void noNameIsAFormula() throws IOException {
    Map<String, String> cells =
        Map.of(
            "=1+1", "\\0751+1",
            "@SUM(1)", "\\100SUM(1)",
            "+x", "\\53x",
            "-x", "\\55x",
            " =x", " \\75x",
            "a;=x", "a;\\75x",
            "a, @x", "a, \\100x",
            "a=b-c+d@e", "a=b-c+d@e",
            "a\"b\\", "a\\\"b\\\\");
    for (Map.Entry<String, String> cell : cells.entrySet()) {
      assertThat(nameCell(RawText.of(cell.getKey()))).isEqualTo(cell.getValue());
    }
  }

  private static String nameCell(RawText name) throws IOException {
    OpenFile file =
        new OpenFile(
            name, false, new FileKind("reg"), 5, 4, 0, 0100644, 0, false, 3, 0, RawText.EMPTY);
    FdEvent event = Samples.send(Samples.CLIENT, file, 3);
    List<String> lines = csv(renderer -> renderer.event(event)).output().lines().toList();
    assertThat(lines).as("no name breaks a line").hasSize(2);
    return cells(lines.get(1)).get(cells(lines.get(0)).indexOf("name"));
  }

  /** Whatever bytes it has, its cell says which. */
  @Test
  void aNameCanBeReadBack() throws IOException {
    Random random = new Random(5);
    String likely = "=+-@,;\"\\ \t\r\n017ab\u00e9\u00ff\0";
    for (int i = 0; i < 2_000; i++) {
      StringBuilder name = new StringBuilder();
      for (int length = 1 + random.nextInt(12); length > 0; length--) {
        name.append(likely.charAt(random.nextInt(likely.length())));
      }
      String cell = nameCell(RawText.of(name.toString().getBytes(StandardCharsets.ISO_8859_1)));
      assertThat(cell).matches("[ -~]*").doesNotContainPattern("(^|[,;]) *[=+@-]");
      assertThat(unescaped(cell)).isEqualTo(name.toString());
    }
  }

  private static String unescaped(String cell) {
    StringBuilder name = new StringBuilder();
    int at = 0;
    while (at < cell.length()) {
      char next = cell.charAt(at++);
      if (next != '\\') {
        name.append(next);
        continue;
      }
      int letter = "tnvfr\"\\".indexOf(cell.charAt(at));
      if (letter >= 0) {
        at++;
        name.append("\t\n\013\f\r\"\\".charAt(letter));
        continue;
      }
      int octet = 0;
      int end = Math.min(at + 3, cell.length());
      while (at < end && cell.charAt(at) >= '0' && cell.charAt(at) <= '7') {
        octet = octet * 8 + cell.charAt(at++) - '0';
      }
      name.append((char) octet);
    }
    return name.toString();
  }

  @Test
  void lossesAreNoRows() throws IOException {
    Rendered rendered =
        csv(
            renderer -> {
              renderer.lost("ring_full", "try more", 17, 19);
              renderer.summary(new Totals(2, Map.of("ring_full", 19L), 0, 0), "fentry");
            });

    assertThat(rendered.output()).hasLineCount(1);
    assertThat(rendered.messages()).contains("lost 17 (ring_full): try more").hasLineCount(2);
  }
}
