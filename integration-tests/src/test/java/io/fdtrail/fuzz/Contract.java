package io.fdtrail.fuzz;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fdtrail.event.RawText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What docs/output.md promises of every line, asked without the code that keeps it. */
final class Contract {
  private static final String LETTERS = "tnvfr\"\\";
  private static final String LETTERS_MEAN = "\t\n\u000b\f\r\"\\";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final Pattern STOP = Pattern.compile("(.*?)/-?[0-9]+ fd (?:-|[0-9]+)( -> |  )");
  private static final String CUT = "... -> ";

  private Contract() {}

  static void require(boolean holds, String what, Object shown) {
    if (!holds) {
      throw new AssertionError(what + ": " + shown);
    }
  }

  /** Printable ASCII and a line feed at the end. @return without it */
  static String tableLine(byte[] line) {
    String text = new String(line, StandardCharsets.ISO_8859_1);
    require(text.endsWith("\n"), "no line", text);
    for (int i = 0; i < text.length() - 1; i++) {
      require(text.charAt(i) >= ' ' && text.charAt(i) <= '~', "unescaped byte at " + i, text);
    }
    return text.substring(0, text.length() - 1);
  }

  /** UTF-8 of characters that are seen, and the line feed at the end. @return its object */
  static JsonNode jsonLine(byte[] line) {
    String text = new String(line, StandardCharsets.UTF_8);
    require(Arrays.equals(text.getBytes(StandardCharsets.UTF_8), line), "not UTF-8", text);
    require(text.endsWith("\n"), "no line", text);
    String unseen =
        text.strip()
            .codePoints()
            .filter(Contract::isUnseen)
            .mapToObj(Integer::toHexString)
            .collect(joining(" "));
    require(unseen.isEmpty(), "unescaped " + unseen, text);
    try {
      JsonNode object = JSON.readTree(text);
      require(object.isObject(), "no object", text);
      return object;
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }

  private static boolean isUnseen(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE ->
          true;
      case Character.SPACE_SEPARATOR -> codePoint != ' ';
      default -> false;
    };
  }

  /**
   * The cells of a row, from the left.
   *
   * @param columns which of them may hold blanks, so that only two end them
   * @return the cells, and behind them the rest of the line
   */
  static List<String> cells(String line, boolean... columns) {
    List<String> cells = new ArrayList<>();
    int at = 0;
    for (boolean isText : columns) {
      while (at < line.length() && line.charAt(at) == ' ') {
        at++;
      }
      int end = line.indexOf(isText ? "  " : " ", at);
      cells.add(line.substring(at, end < 0 ? line.length() : end));
      at = end < 0 ? line.length() : end;
    }
    cells.add(line.substring(at));
    return cells;
  }

  /** The comms of a trail, and behind them the name. */
  static List<String> trail(String line) {
    List<String> comms = new ArrayList<>();
    Matcher stop = STOP.matcher(line);
    int at = line.startsWith(CUT) ? CUT.length() : 0;
    do {
      require(stop.region(at, line.length()).lookingAt(), "no stop at " + at, line);
      comms.add(stop.group(1));
      at = stop.end();
    } while (stop.group(2).equals(" -> "));
    comms.add(line.substring(at));
    return comms;
  }

  /**
   * The text itself or, of one that is not UTF-8, the escaped text, and its bytes in a second
   * member.
   */
  static void member(JsonNode object, String key, RawText text) {
    byte[] bytes = text.toBytes();
    String decoded = new String(bytes, StandardCharsets.UTF_8);
    String value = object.path(key).asText();
    String base64 = object.path(key + "_base64").asText();
    if (Arrays.equals(decoded.getBytes(StandardCharsets.UTF_8), bytes)) {
      require(value.equals(decoded), key + " differs", object);
      require(!object.has(key + "_base64"), key + "_base64 for UTF-8", object);
    } else {
      require(Arrays.equals(unescape(value), bytes), key + " differs", object);
      require(
          Arrays.equals(Base64.getDecoder().decode(base64), bytes),
          key + "_base64 differs",
          object);
    }
  }

  /** From strace's notation. */
  static byte[] unescape(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at++);
      require(c >= ' ' && c <= '~' && c != '"', "unescaped", text);
      if (c != '\\') {
        bytes.write(c);
        continue;
      }
      require(at < text.length(), "backslash at the end", text);
      int letter = LETTERS.indexOf(text.charAt(at));
      if (letter >= 0) {
        bytes.write(LETTERS_MEAN.charAt(letter));
        at++;
        continue;
      }
      int end = at;
      while (end < text.length() && end < at + 3 && isOctalDigit(text.charAt(end))) {
        end++;
      }
      require(end > at, "unknown escape", text);
      bytes.write(Integer.parseInt(text.substring(at, end), 8));
      at = end;
    }
    return bytes.toByteArray();
  }

  private static boolean isOctalDigit(char c) {
    return c >= '0' && c <= '7';
  }
}
