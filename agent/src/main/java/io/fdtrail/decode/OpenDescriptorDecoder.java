package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;

import io.fdtrail.event.OpenDescriptor;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Decodes a record about a descriptor that is open now. For use by one thread. */
public final class OpenDescriptorDecoder {
  private final Parts parts = new Parts();
  private final Words words = parts.words();

  /** Whether it is a record for {@link #decode}, by its kind. */
  public static boolean isOne(ByteBuffer bytes, int offset, int length) {
    return length > KIND && bytes.get(offset + KIND) == FDTRAIL_KIND_OPEN;
  }

  /**
   * Reads a record.
   *
   * @param bytes little-endian
   * @param offset a multiple of 8
   * @return empty if it is a record of another kind, or malformed
   */
  public Optional<OpenDescriptor> decode(ByteBuffer bytes, int offset, int length) {
    if (!parts.read(bytes, offset, length, FDTRAIL_KIND_OPEN)) {
      return Optional.empty();
    }
    int process = parts.at(PART_PROCESS);
    int act = parts.at(PART_ACT);
    int file = parts.at(PART_FILE);
    if (process == 0 || act == 0 || file == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new OpenDescriptor(
            words.intAt(process + PID),
            words.intAt(act + FD),
            words.longAt(file + FILE_ID),
            words.intAt(file + DEV),
            words.longAt(file + INODE)));
  }
}
