package io.fdtrail.filter;

import io.fdtrail.event.RawText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that are filled again for each event, so that reading a field allocates nothing. */
final class Text {
  private static final int COMMON = 64;
  private static final byte[] DELETED = " (deleted)".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[COMMON];
  private int length;

  /** The UTF-8 bytes of a string. */
  static Text of(String text) {
    return new Text().put(text.getBytes(StandardCharsets.UTF_8));
  }

  int length() {
    return length;
  }

  int at(int index) {
    return bytes[index] & 0xff;
  }

  Text clear() {
    length = 0;
    return this;
  }

  Text put(byte[] more) {
    room(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
    return this;
  }

  Text put(RawText more) {
    room(more.length());
    more.copyTo(bytes, length);
    length += more.length();
    return this;
  }

  /** The last component of a path, without what the kernel adds to that of an unlinked file. */
  Text putLast(RawText path) {
    int begin = length;
    put(path);
    if (endsWith(begin, DELETED)) {
      length -= DELETED.length;
    }
    int last = length;
    while (last > begin && bytes[last - 1] != '/') {
      last--;
    }
    System.arraycopy(bytes, last, bytes, begin, length - last);
    length -= last - begin;
    return this;
  }

  private boolean endsWith(int begin, byte[] end) {
    return length - begin >= end.length
        && Arrays.equals(bytes, length - end.length, length, end, 0, end.length);
  }

  /** ASCII only. */
  Text put(String ascii) {
    room(ascii.length());
    for (int i = 0; i < ascii.length(); i++) {
      bytes[length++] = (byte) ascii.charAt(i);
    }
    return this;
  }

  Text put(char ascii) {
    room(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  /** At least {@code digits} digits of an unsigned number, in base 8, 10 or 16. */
  Text number(long number, int base, int digits) {
    int end = length + 22; // the longest is in base 8
    room(22);
    int at = end;
    long rest = number;
    while (rest != 0 || end - at < digits) {
      bytes[--at] = (byte) Character.forDigit((int) Long.remainderUnsigned(rest, base), base);
      rest = Long.divideUnsigned(rest, base);
    }
    System.arraycopy(bytes, at, bytes, length, end - at);
    length += end - at;
    return this;
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Text that
        && Arrays.equals(bytes, 0, length, that.bytes, 0, that.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash;
  }

  /** For tests and messages: a character for each byte. */
  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }
}
