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

  /**
   * Takes over the array: the caller must not change it afterwards.
   *
   * @param bytes in any encoding, without a NUL at the end
   * @return the same bytes
   */
  public static RawText of(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new RawText(bytes);
  }

  /**
   * {@return the UTF-8 bytes of {@code text}}
   *
   * @param text of any length
   */
  public static RawText of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** {@return how many bytes it has} */
  public int length() {
    return bytes.length;
  }

  /**
   * {@return one of the bytes}
   *
   * @param index from 0
   */
  public byte byteAt(int index) {
    return bytes[index];
  }

  /** {@return whether it has no bytes, as an unknown name has none} */
  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /**
   * Copies the bytes to a place in an array that has room for them.
   *
   * @param to the array
   * @param at where the first byte goes
   */
  public void copyTo(byte[] to, int at) {
    System.arraycopy(bytes, 0, to, at, bytes.length);
  }

  /** {@return a copy of the bytes} */
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
