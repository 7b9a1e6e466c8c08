package io.fdtrail.cli.output;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A message of protocol buffers, which has a few kinds of fields. By hand: a library for it is
 * larger than the rest of us.
 */
public final class ProtoMessage {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int TYPE_BITS = 3;
  private static final int MORE = 0x80;

  private byte[] bytes = new byte[256];
  private int length;

  ProtoMessage clear() {
    length = 0;
    return this;
  }

  /** An integer or an enum; a negative one as an int64. */
  public ProtoMessage number(int field, long value) {
    return varint((long) field << TYPE_BITS | VARINT).varint(value);
  }

  public ProtoMessage fixed(int field, long value) {
    varint((long) field << TYPE_BITS | FIXED64);
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      put((byte) (value >>> shift));
    }
    return this;
  }

  public ProtoMessage message(int field, ProtoMessage part) {
    return bytes(field, part.bytes, part.length);
  }

  ProtoMessage text(int field, LineBuffer text) {
    return bytes(field, text.array(), text.length());
  }

  public ProtoMessage string(int field, String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    return bytes(field, encoded, encoded.length);
  }

  ProtoMessage word(int field, String ascii) {
    byte[] word = Ascii.bytes(ascii);
    return bytes(field, word, word.length);
  }

  private ProtoMessage bytes(int field, byte[] from, int size) {
    varint((long) field << TYPE_BITS | BYTES).varint(size);
    reserve(size);
    System.arraycopy(from, 0, bytes, length, size);
    length += size;
    return this;
  }

  private ProtoMessage varint(long value) {
    long rest = value;
    while ((rest & -MORE) != 0) {
      put((byte) (rest | MORE));
      rest >>>= 7;
    }
    put((byte) rest);
    return this;
  }

  private void put(byte octet) {
    reserve(1);
    bytes[length++] = octet;
  }

  private void reserve(int size) {
    if (bytes.length - length < size) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length + size);
    }
  }

  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  void writeTo(LineBuffer to) {
    to.put(bytes, 0, length);
  }
}
