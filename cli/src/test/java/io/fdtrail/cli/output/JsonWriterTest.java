package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fdtrail.event.RawText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonWriterTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonKey KEY = new JsonKey("name");

  @ParameterizedTest
  @CsvSource({
    "9, \\t",
    "27, \\u001b",
    "127, \\u007f",
    "155, \\u009b",
    "160, \\u00a0",
    "173, \\u00ad",
    "0x200b, \\u200b",
    "0x202e, \\u202e",
    "0x2028, \\u2028",
    "0x2029, \\u2029",
    "0x2066, \\u2066",
    "0x3164, \\u3164",
    "0xfeff, \\ufeff",
    "0xfe0f, \\ufe0f",
    "0xe0001, \\udb40\\udc01",
    "0xe0041, \\udb40\\udc41",
    "0x1d173, \\ud834\\udd73",
    "0x10fffd, \\udbff\\udffd"
  })
  void whatIsNotSeenIsEscaped(String codePoint, String escaped) throws IOException {
    String name = "/tmp/a" + Character.toString(Integer.decode(codePoint)) + "b";

    String object = object(name.getBytes(StandardCharsets.UTF_8));

    assertThat(object).isEqualTo("{\"name\":\"/tmp/a" + escaped + "b\"}");
    assertThat(JSON.readTree(object).path("name").asText()).isEqualTo(name);
  }

  @Test
  void everyCharacterReadsBackAndOnlyThoseThatAreSeenStandForThemselves() throws IOException {
    StringBuilder all = new StringBuilder();
    for (int codePoint = 1; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
        all.appendCodePoint(codePoint);
      }
      if (codePoint % 4096 == 4095) {
        String object = object(all.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(object.codePoints()).noneMatch(Invisible::is);
        assertThat(JSON.readTree(object).path("name").asText()).isEqualTo(all.toString());
        all.setLength(0);
      }
    }
  }

  @Test
  void anyBytesReadBack() throws IOException {
    Random random = new Random(7);
    int[] favourites = {
      0x22, 0x41, 0x5c, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xe0, 0xe2, 0xed,
      0xef, 0xf0, 0xf3, 0xf4, 0xf5, 0xff
    };
    for (int round = 0; round < 200_000; round++) {
      byte[] bytes = new byte[1 + random.nextInt(6)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) favourites[random.nextInt(favourites.length)];
      }
      JsonNode object = JSON.readTree(object(bytes));
      if (isUtf8(bytes)) {
        assertThat(object.path("name").asText().getBytes(StandardCharsets.UTF_8)).isEqualTo(bytes);
        assertThat(object.has("name_base64")).isFalse();
      } else {
        assertThat(object.path("name_base64").binaryValue())
            .as(Arrays.toString(bytes))
            .isEqualTo(bytes);
        assertThat(object.path("name").asText()).matches("[ -~]+");
      }
    }
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static String object(byte[] name) {
    LineBuffer line = new LineBuffer(1).put('{');
    new JsonWriter(line).text(KEY, RawText.of(name));
    line.put('}');
    return new String(line.array(), 0, line.length(), StandardCharsets.UTF_8);
  }
}
