package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.RawText;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscaperTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "9, \\t",
        "10, \\n",
        "11, \\v",
        "12, \\f",
        "13, \\r",
        "34, \\\"",
        "92, \\\\",
        "27, \\33",
        "7, \\7",
        "127, \\177",
        "255, \\377",
        "126, ~"
      })
  void asStrace(int octet, String escaped) {
    assertThat(escape((byte) octet)).isEqualTo(escaped);
  }

  @Test
  void threeDigitsWhenAnOctalDigitFollows() {
    assertThat(escape((byte) 1, (byte) '7')).isEqualTo("\\0017");
    assertThat(escape((byte) 1, (byte) '8')).isEqualTo("\\18");
    assertThat(escape((byte) 27, (byte) '0')).isEqualTo("\\0330");
  }

  @Test
  void anyTwoBytesArePrintableAndReadBackUnchanged() {
    for (int first = 0; first < 256; first++) {
      for (int second = 0; second < 256; second++) {
        String escaped = escape((byte) first, (byte) second);
        assertThat(escaped).matches("[ -~]+");
        assertThat(unescape(escaped)).isEqualTo(new byte[] {(byte) first, (byte) second});
      }
    }
  }

  private static String escape(byte... bytes) {
    LineBuffer line = new LineBuffer(1);
    Escaper.escape(RawText.of(bytes), line);
    return new String(line.array(), 0, line.length(), StandardCharsets.US_ASCII);
  }

  private static byte[] unescape(String text) {
    StringBuilder bytes = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '\\') {
        bytes.append(c);
        continue;
      }
      int letter = "tnvfr\"\\".indexOf(text.charAt(at));
      if (letter >= 0) {
        bytes.append("\t\n\u000b\f\r\"\\".charAt(letter));
        at++;
        continue;
      }
      int end = at;
      while (end < text.length() && end < at + 3 && text.charAt(end) >= '0' && text.charAt(end) <= '7') {
        end++;
      }
      bytes.append((char) Integer.parseInt(text.substring(at, end), 8));
      at = end;
    }
    return bytes.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
