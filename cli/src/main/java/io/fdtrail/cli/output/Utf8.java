package io.fdtrail.cli.output;

import io.fdtrail.event.RawText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Tells text from other bytes. */
final class Utf8 {
  private Utf8() {}

  /** The characters, or empty when the bytes are not valid UTF-8. */
  static Optional<String> decode(RawText text) {
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text.toBytes())).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
