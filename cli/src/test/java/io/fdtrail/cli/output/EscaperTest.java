package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.RawText;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Web Content              | Web Content",
        "My File (1) - a.pdf      | My File (1) - a.pdf",
        "kworker/0:1              | kworker/0:1",
        "`a  b`                   | a\\40\\40b",
        "`a   b`                  | a\\40\\40\\40b",
        "` a`                     | \\40a",
        "`a `                     | a\\40",
        "` `                      | \\40",
        "`  1`                    | \\40\\0401",
        "`x  < systemd/1 fd 3, 2 ms` | x\\40\\40< systemd/1 fd 3, 2 ms",
        "x < systemd/1 fd 3       | x\\40< systemd/1 fd 3",
        "a/1 fd 3 -> b            | a/1 fd 3\\40-> b",
        "a - b -x                 | a - b -x",
        "/x (deleted)             | /x\\40(deleted)",
        "/x (deleted).txt         | /x (deleted).txt",
        "-                        | \\55",
        "--                       | --",
        "...                      | \\56..",
        ".../x                    | \\56../x",
        "..                       | .."
      })
  void whatCouldBeTakenForOurs(String text, String escaped) {
    assertThat(shown(Escaper::text, text)).isEqualTo(escaped);
    assertThat(unescape(escaped)).isEqualTo(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource({
    "Web Content, Web Content",
    "a/b, a/b",
    "kworker/u8:2, kworker/u8:2",
    "a/1 fd 3, a\\0571 fd 3",
    "a/9, a\\579",
    "a/, a/",
    "a/1/2, a\\0571\\0572"
  })
  void aNumberBehindASlashIsTheOwners(String comm, String escaped) {
    assertThat(shown(Escaper::owner, comm)).isEqualTo(escaped);
  }

  @ParameterizedTest
  @CsvSource({"Web Content, Web Content", "a/1, a/1", "kworker/u8:2, kworker/u8\\0722", ":, \\72"})
  void aColonIsBetweenAProcessAndItsThread(String comm, String escaped) {
    assertThat(shown(Escaper::joined, comm)).isEqualTo(escaped);
  }

  @ParameterizedTest
  @CsvSource({
    "/x (deleted), /x (deleted)",
    "/x (deleted) (deleted), /x\\40(deleted) (deleted)",
    "/x  (deleted), /x\\40 (deleted)",
    "/dev/null, /dev/null",
    "... (deleted), \\56.. (deleted)"
  })
  void theKernelsWordForADeletedFile(String name, String escaped) {
    assertThat(shown(Escaper::deletedName, name)).isEqualTo(escaped);
  }

  private static String shown(BiConsumer<RawText, LineBuffer> escaper, String text) {
    return shown(escaper, RawText.of(text));
  }

  private static String shown(BiConsumer<RawText, LineBuffer> escaper, RawText text) {
    LineBuffer line = new LineBuffer(1);
    escaper.accept(text, line);
    return new String(line.array(), 0, line.length(), StandardCharsets.US_ASCII);
  }

  private static String escape(byte... bytes) {
    return shown(Escaper::bytes, RawText.of(bytes));
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
      while (end < text.length()
          && end < at + 3
          && text.charAt(end) >= '0'
          && text.charAt(end) <= '7') {
        end++;
      }
      bytes.append((char) Integer.parseInt(text.substring(at, end), 8));
      at = end;
    }
    return bytes.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
