package io.fdtrail.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that Linux uses as a name: a path, a comm, an abstract address. Any byte may occur, in an
 * abstract address also NUL, so it is text only by convention. Code that shows it must escape it.
 */
public final class RawText {
  /** No bytes. */
  public static final RawText EMPTY = new RawText(new byte[0]);

  private final byte[] bytes;

  private RawText(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes over the array: the caller must not change it afterwards. */
  public static RawText of(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new RawText(bytes);
  }

  /** The UTF-8 bytes of {@code text}. */
  public static RawText of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  public int length() {
    return bytes.length;
  }

  public byte byteAt(int index) {
    return bytes[index];
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /** Copies the bytes to a place in an array that has room for them. */
  public void copyTo(byte[] to, int at) {
    System.arraycopy(bytes, 0, to, at, bytes.length);
  }

  /** A copy of the bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawText that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /**
   * The bytes as ISO 8859-1: one character for each byte, without loss. For matching, not for
   * showing.
   */
  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
