package io.fdtrail.cli.output;

import java.nio.charset.StandardCharsets;

/** Constants of the output as bytes. */
final class Ascii {
  private Ascii() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
