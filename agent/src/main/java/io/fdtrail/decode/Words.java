package io.fdtrail.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * A record copied out of the ring, as 64-bit words. One copy and then plain array accesses are
 * several times cheaper than a checked buffer access for each field, above all with the C1
 * compiler.
 */
final class Words {
  private final long[] words = new long[RecordLayout.FDTRAIL_RECORD_SIZE / Long.BYTES];
  private long[] following = {};
  private ByteBuffer source;
  private LongBuffer view;
  private int from; // of those that follow, in the source
  private int to;

  /** Rounds a number of bytes up to whole words. */
  static int whole(int bytes) {
    return bytes + Long.BYTES - 1 & -Long.BYTES;
  }

  /**
   * These records are copied next, and do not change until the next call. They are copied at once:
   * the C1 compiler calls the JVM for each copy, for several hundred instructions.
   */
  void following(ByteBuffer bytes, int begin, int end) {
    look(bytes);
    int count = (end - begin) / Long.BYTES;
    if (count > following.length) {
      following = new long[count];
    }
    if (count > 0) {
      view.get(begin / Long.BYTES, following, 0, count);
    }
    from = begin;
    to = end;
  }

  private void look(ByteBuffer bytes) {
    if (bytes != source) {
      source = bytes;
      view = bytes.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
      to = from;
    }
  }

  /**
   * Copies {@code length} bytes, and fills the last word up with zeros. Offsets are multiples of 8,
   * as in the ring.
   */
  void copy(ByteBuffer bytes, int offset, int length) {
    look(bytes);
    int whole = length / Long.BYTES;
    int rest = length % Long.BYTES;
    if (offset >= from && offset + length <= to) {
      int place = (offset - from) / Long.BYTES;
      System.arraycopy(following, place, words, 0, whole);
      if (rest > 0) {
        words[whole] = following[place + whole] & ((1L << (rest * Byte.SIZE)) - 1);
      }
      return;
    }
    view.get(offset / Long.BYTES, words, 0, whole);
    if (rest > 0) {
      long last = 0;
      for (int at = length - 1; at >= whole * Long.BYTES; at--) {
        last = last << Byte.SIZE | Byte.toUnsignedLong(bytes.get(offset + at));
      }
      words[whole] = last;
    }
  }

  /** The words themselves, valid until the next copy. */
  long[] array() {
    return words;
  }

  long longAt(int offset) {
    return words[offset >> 3];
  }

  int intAt(int offset) {
    return (int) (words[offset >> 3] >>> (offset << 3));
  }

  int shortAt(int offset) {
    return (int) (words[offset >> 3] >>> (offset << 3)) & 0xffff;
  }

  int byteAt(int offset) {
    return (int) (words[offset >> 3] >>> (offset << 3)) & 0xff;
  }

  /** Copies bytes out. */
  byte[] bytes(int offset, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) byteAt(offset + i);
    }
    return bytes;
  }
}
