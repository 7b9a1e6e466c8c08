package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;

import io.fdtrail.event.QueuedDescriptor;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Decodes a record about a descriptor that waits in a queue. For use by one thread. */
public final class QueuedDescriptorDecoder {
  private final Parts parts = new Parts();
  private final Words words = parts.words();
  private final FileDecoder files = new FileDecoder(parts);

  /**
   * Reads a record.
   *
   * @param bytes little-endian
   * @param offset a multiple of 8
   * @return empty if it is a record of another kind, or malformed
   */
  public Optional<QueuedDescriptor> decode(ByteBuffer bytes, int offset, int length) {
    if (!parts.read(bytes, offset, length, FDTRAIL_KIND_QUEUED) || parts.at(PART_ACT) == 0) {
      return Optional.empty();
    }
    long message = words.longAt(parts.at(PART_ACT) + MESSAGE);
    return Optional.of(new QueuedDescriptor(message, parts.index(), files.file()));
  }
}
