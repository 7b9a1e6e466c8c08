package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.RawText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonLineTest {
  private static final JsonKey KEY = new JsonKey("name");

  @Test
  void writesEachMemberAsTheLineOfATraceHasIt() throws IOException {
    List<String> keys = new ArrayList<>(Columns.meanings().keySet());
    keys.removeIf(key -> key.startsWith("socket_"));
    for (FdEvent event : Samples.all().values()) {
      String ofTrace = Rendered.chosenJson(keys, renderer -> renderer.event(event)).output();

      assertThat(line(event, Rendered.columns().select(keys))).isEqualTo(ofTrace);
    }
  }

  private static String line(FdEvent event, List<Column> columns) throws IOException {
    return Rendered.lines(
            line -> {
              line.begin("event");
              for (Column column : columns) {
                column.member(event, line);
              }
              line.end();
            })
        .output();
  }

  @Test
  void writesAnyTextAsTheLineOfATraceHasIt() throws IOException {
    List<RawText> texts = new ArrayList<>();
    for (int first = 0; first < 256; first++) {
      for (int second : new int[] {'0', '"', 0x80, 0xa9, 0xff}) {
        texts.add(RawText.of(new byte[] {(byte) first, (byte) second}));
      }
    }
    texts.add(RawText.of("\u0000\u001b\\\u007f\u009f\u200b\u202e\ufeff\ud83d\ude00\udb40\udc01"));
    texts.add(RawText.of("a".repeat(20_000)));
    for (RawText text : texts) {
      LineBuffer ofTrace = new LineBuffer(1).put(JsonWriter.type("x"));
      new JsonWriter(ofTrace).text(KEY, text);
      ofTrace.put('}').put('\n');

      String line =
          Rendered.lines(
                  json -> {
                    json.begin("x");
                    json.text(KEY, text);
                    json.end();
                  })
              .output();

      assertThat(line)
          .isEqualTo(new String(ofTrace.array(), 0, ofTrace.length(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void numbersAreUnsigned() throws IOException {
    String lines =
        Rendered.lines(
                line -> {
                  line.begin("x");
                  line.number("inode", -1);
                  line.quotedNumber(KEY, Long.MIN_VALUE);
                  line.end();
                })
            .output();

    assertThat(lines)
        .isEqualTo(
            "{\"type\":\"x\",\"inode\":18446744073709551615,\"name\":\"9223372036854775808\"}\n");
  }

  @Test
  void eachObjectIsALine() throws IOException {
    String lines =
        Rendered.lines(
                line -> {
                  line.begin("first", Samples.WALL_OFFSET);
                  line.end();
                  line.begin("second");
                  line.end();
                })
            .output();

    JsonNode first = new ObjectMapper().readTree(lines.lines().findFirst().orElseThrow());
    assertThat(first.path("time").asText()).endsWith("Z");
    assertThat(lines.lines()).hasSize(2).allMatch(line -> line.startsWith(JsonWriter.BEGINNING));
  }
}
