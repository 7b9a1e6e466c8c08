package io.fdtrail.cli.output;

import io.fdtrail.event.RawText;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Text for messages, which may contain names of any bytes. */
public final class Printable {
  private static final Pattern LONG_WORD = Pattern.compile("(\\S{100})\\S{100,}(\\S{100})");
  private static final int LONG_LINE = 4000;

  private Printable() {}

  /** Without the middle of long words, which are the user's: a list of ours has short ones. */
  public static String shortened(String message) {
    String words = LONG_WORD.matcher(message).replaceAll("$1...$2");
    return words.length() > LONG_LINE ? words.substring(0, LONG_LINE) + "..." : words;
  }

  /**
   * The bytes, escaped.
   *
   * @param octets one character for each byte
   */
  public static String of(String octets) {
    LineBuffer line = new LineBuffer(octets.length());
    Escaper.bytes(RawText.of(octets.getBytes(StandardCharsets.ISO_8859_1)), line);
    return line.toString();
  }

  /**
   * A line of a message: backslashes and quotes may be our own. To apply it twice changes nothing.
   *
   * @param charset of the bytes whose escapes are shown
   */
  public static String line(String message, Charset charset) {
    LineBuffer line = new LineBuffer(message.length());
    Escaper.message(RawText.of(message.getBytes(charset)), line);
    return line.toString();
  }
}
