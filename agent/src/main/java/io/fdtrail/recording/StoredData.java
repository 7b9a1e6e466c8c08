package io.fdtrail.recording;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Data that is not compressed, as a reader of compressed data takes it: RFC 1951, 3.2.4. */
final class StoredData {
  private static final int HEAD = 1 + 2 * Short.BYTES;
  private static final int LONGEST = 0xffff;
  private static final byte LAST = 1;

  private StoredData() {}

  /** How many bytes it takes. */
  static int size(int plain) {
    return plain + HEAD * parts(plain);
  }

  private static int parts(int plain) {
    return Math.max(1, (plain + LONGEST - 1) / LONGEST);
  }

  static void put(byte[] plain, int size, byte[] to, int from) {
    ByteBuffer bytes = ByteBuffer.wrap(to, from, to.length - from).order(ByteOrder.LITTLE_ENDIAN);
    int parts = parts(size);
    for (int i = 0; i < parts; i++) {
      int begin = i * LONGEST;
      int length = Math.min(LONGEST, size - begin);
      bytes.put(i == parts - 1 ? LAST : 0).putShort((short) length).putShort((short) ~length);
      bytes.put(plain, begin, length);
    }
  }
}
