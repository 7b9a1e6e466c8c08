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
  private final long[] single = new long[RecordLayout.FDTRAIL_RECORD_SIZE / Long.BYTES];
  private long[] following = {};
  private ByteBuffer source;
  private LongBuffer view;
  private int from; // of those that follow, in the source
  private int to;
  private long[] words = single; // one of the two
  private int start; // of the record

  /** Rounds a number of bytes up to whole words. */
  static int whole(int bytes) {
    return bytes + Long.BYTES - 1 & -Long.BYTES;
  }

  /**
   * These records are read next, and do not change until the next call. They are copied at once:
   * the C1 compiler calls the JVM for each copy, for several hundred instructions. Both offsets are
   * multiples of 8.
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
   * Reads {@code length} bytes, and fills the last word up with zeros. Offsets are multiples of 8,
   * as in the ring.
   */
  void read(ByteBuffer bytes, int offset, int length) {
    look(bytes);
    int rest = length % Long.BYTES;
    if (offset >= from && offset + length <= to) {
      words = following;
      start = (offset - from) / Long.BYTES;
      if (rest > 0) {
        words[start + length / Long.BYTES] &= (1L << (rest * Byte.SIZE)) - 1;
      }
    } else {
      words = single;
      start = 0;
      view.get(offset / Long.BYTES, words, 0, length / Long.BYTES);
      if (rest > 0) {
        words[length / Long.BYTES] = last(bytes, offset + length, rest);
      }
    }
  }

  private static long last(ByteBuffer bytes, int end, int rest) {
    long last = 0;
    for (int at = end - 1; at >= end - rest; at--) {
      last = last << Byte.SIZE | Byte.toUnsignedLong(bytes.get(at));
    }
    return last;
  }

  /** Where the words are, until the next record is read. */
  long[] array() {
    return words;
  }

  /** Where the word at this offset of the record is among them. */
  int place(int offset) {
    return start + (offset >> 3);
  }

  long longAt(int offset) {
    return words[start + (offset >> 3)];
  }

  int intAt(int offset) {
    return (int) (words[start + (offset >> 3)] >>> (offset << 3));
  }

  int shortAt(int offset) {
    return (int) (words[start + (offset >> 3)] >>> (offset << 3)) & 0xffff;
  }

  int byteAt(int offset) {
    return (int) (words[start + (offset >> 3)] >>> (offset << 3)) & 0xff;
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
