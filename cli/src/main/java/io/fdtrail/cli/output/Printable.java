package io.fdtrail.cli.output;

import io.fdtrail.event.RawText;
import java.nio.charset.StandardCharsets;

/** Text for messages, in which there may be names of any bytes. */
public final class Printable {
  private Printable() {}

  /** @param octets a character a byte */
  public static String of(String octets) {
    LineBuffer line = new LineBuffer(octets.length());
    Escaper.escape(RawText.of(octets.getBytes(StandardCharsets.ISO_8859_1)), line);
    return new String(line.array(), 0, line.length(), StandardCharsets.US_ASCII);
  }
}
