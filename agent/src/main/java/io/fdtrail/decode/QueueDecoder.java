package io.fdtrail.decode;

import static io.fdtrail.decode.QueueLayout.*;

import io.fdtrail.event.RawText;
import io.fdtrail.event.Sock;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/** From the bytes of a {@code struct fdtrail_queue}. For one thread. */
public final class QueueDecoder {
  private final Words words = new Words();

  /**
   * @param bytes little-endian
   * @param offset a multiple of 8
   * @return empty when this is none, but a descriptor's record
   */
  public Optional<QueueRecord> decode(ByteBuffer bytes, int offset, int length) {
    if (length < FDTRAIL_QUEUE || length > FDTRAIL_QUEUE + RecordLayout.FDTRAIL_PATH_SIZE + 1) {
      return Optional.empty();
    }
    words.copy(bytes, offset, length);
    int pathSize = words.byteAt(PATH_SIZE);
    if (words.longAt(TAG) != FDTRAIL_QUEUE_TAG || length != FDTRAIL_QUEUE + pathSize) {
      return Optional.empty();
    }
    int peer = words.intAt(PEER_PID);
    RawText path = SocketAddresses.unix(words.bytes(FDTRAIL_QUEUE, pathSize));
    return Optional.of(
        new QueueRecord(
            words.longAt(MESSAGE),
            words.longAt(SOCKET),
            words.longAt(SENDER),
            words.longAt(ADDRESS),
            new Sock(-1, words.longAt(SOCKET_INODE), words.longAt(SENDER_INODE), words.shortAt(SOCKET_TYPE), path),
            words.intAt(UID),
            words.longAt(USER_IN_FLIGHT),
            peer == 0 ? OptionalInt.empty() : OptionalInt.of(peer),
            (words.byteAt(FLAGS) & FDTRAIL_PEER_LIVES) == 0 ? Optional.empty() : Optional.of(words.comm(PEER_COMM))));
  }
}
