package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/** Decodes a record about a queue. For use by one thread. */
public final class QueueDecoder {
  private final Parts parts = new Parts();
  private final Words words = parts.words();

  /**
   * Reads a record.
   *
   * @param bytes little-endian
   * @param offset a multiple of 8
   * @return empty if it is a descriptor's record, or malformed
   */
  public Optional<QueueRecord> decode(ByteBuffer bytes, int offset, int length) {
    boolean isQueue =
        parts.read(bytes, offset, length, FDTRAIL_KIND_QUEUE)
            && parts.at(PART_QUEUE) > 0
            && parts.at(PART_SOCKET) > 0;
    return isQueue ? Optional.of(queue(parts.at(PART_QUEUE))) : Optional.empty();
  }

  private QueueRecord queue(int at) {
    int peer = words.intAt(at + PEER_PID);
    boolean lives = (words.byteAt(at + QUEUE_FLAGS) & FDTRAIL_PEER_LIVES) != 0;
    return new QueueRecord(
        words.longAt(at + QUEUE_MESSAGE),
        words.longAt(at + RECEIVER_ID),
        words.longAt(at + SENDER_ID),
        words.longAt(at + ADDRESS_ID),
        parts.socket(),
        words.intAt(at + QUEUE_UID),
        words.longAt(at + USER_IN_FLIGHT),
        peer == 0 ? OptionalInt.empty() : OptionalInt.of(peer),
        lives ? Optional.of(parts.comm(at, PEER_COMM)) : Optional.empty());
  }
}
