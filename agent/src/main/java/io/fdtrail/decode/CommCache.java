package io.fdtrail.decode;

import io.fdtrail.event.RawText;
import java.nio.ByteBuffer;

/** Names of threads, which repeat: 16 bytes, ended by a NUL or full. */
final class CommCache {
  private static final int SLOTS = 256;

  private final long[] heads = new long[SLOTS];
  private final long[] tails = new long[SLOTS];
  private final RawText[] comms = new RawText[SLOTS];

  RawText at(ByteBuffer bytes, int offset) {
    long head = bytes.getLong(offset);
    long tail = bytes.getLong(offset + Long.BYTES);
    long mixed = (head ^ tail * 31) * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed >>> 56);
    if (comms[slot] == null || heads[slot] != head || tails[slot] != tail) {
      heads[slot] = head;
      tails[slot] = tail;
      comms[slot] = read(bytes, offset);
    }
    return comms[slot];
  }

  private static RawText read(ByteBuffer bytes, int offset) {
    int length = 0;
    while (length < RecordLayout.FDTRAIL_COMM_SIZE && bytes.get(offset + length) != 0) {
      length++;
    }
    byte[] comm = new byte[length];
    bytes.get(offset, comm);
    return RawText.of(comm);
  }
}
