package io.fdtrail.cli.output;

import io.fdtrail.event.RawText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow by appending. */
final class LineBuffer {
  private static final byte[] HEX = Ascii.bytes("0123456789abcdef");
  private static final long BILLION = 1_000_000_000;
  private static final int BILLION_DIGITS = 9;
  private static final int[] POWERS = {
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
  };
  private static final int[] THREE_DIGITS = threeDigits(); // of each number below 1000
  private static final boolean[] PLAIN = allBut("\"\\");
  private static final boolean[] SOLID = allBut("\"\\ ");
  private static final boolean[] WORD = allBut("\"\\ /");
  private static final boolean[] WITHOUT_COLON = allBut("\"\\ :");

  private byte[] bytes;
  private int length;

  LineBuffer(int capacity) {
    bytes = new byte[capacity];
  }

  private static int[] threeDigits() {
    int[] digits = new int[1000];
    for (int number = 0; number < digits.length; number++) {
      digits[number] =
          (('0' + number / 100) << 16) | (('0' + number / 10 % 10) << 8) | ('0' + number % 10);
    }
    return digits;
  }

  int length() {
    return length;
  }

  /** The live array; valid up to {@link #length} and until the next append. */
  byte[] array() {
    return bytes;
  }

  /** What has been appended. */
  byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  void clear() {
    length = 0;
  }

  /** Removes all but the first {@code size} bytes. */
  void cutTo(int size) {
    length = size;
  }

  /** Replaces bytes in the middle. */
  void replace(int from, int size, byte[] octets) {
    int rest = from + size;
    byte[] after = Arrays.copyOfRange(bytes, rest, length);
    length = from;
    put(octets).put(after);
  }

  /** How many lines end there. */
  static long lines(byte[] bytes, int from, int to) {
    long count = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        count++;
      }
    }
    return count;
  }

  LineBuffer put(byte[] octets) {
    int at = claim(octets.length);
    System.arraycopy(octets, 0, bytes, at, octets.length);
    return this;
  }

  LineBuffer put(byte[] octets, int from, int size) {
    int at = claim(size);
    System.arraycopy(octets, from, bytes, at, size);
    return this;
  }

  boolean endsWith(char ascii) {
    return length > 0 && bytes[length - 1] == ascii;
  }

  LineBuffer put(char ascii) {
    if (length == bytes.length) {
      grow(1);
    }
    bytes[length++] = (byte) ascii;
    return this;
  }

  /** Only the deprecated method copies ASCII without an array in between. */
  @SuppressWarnings("deprecation")
  LineBuffer put(String ascii) {
    int at = claim(ascii.length());
    ascii.getBytes(0, ascii.length(), bytes, at);
    return this;
  }

  /** Of printable ASCII. */
  private static boolean[] allBut(String others) {
    boolean[] all = new boolean[256];
    for (int octet = ' '; octet <= '~'; octet++) {
      all[octet] = others.indexOf(octet) < 0;
    }
    return all;
  }

  /**
   * Appends the text if each of its bytes stands for itself, in strace's notation and in JSON;
   * otherwise nothing.
   */
  boolean putPlain(RawText text) {
    return put(text, text.length(), PLAIN);
  }

  /** Likewise its first {@code size} bytes, and nothing if there is a blank among them. */
  boolean putSolid(RawText text, int size) {
    return put(text, size, SOLID);
  }

  /** Likewise, and nothing if there is a blank or a slash in it. */
  boolean putWord(RawText text) {
    return put(text, text.length(), WORD);
  }

  /** Likewise, and nothing if there is a blank or a colon in it. */
  boolean putWithoutColon(RawText text) {
    return put(text, text.length(), WITHOUT_COLON);
  }

  private boolean put(RawText text, int size, boolean[] allowed) {
    int at = claim(size);
    byte[] to = bytes;
    for (int i = 0; i < size; i++) {
      byte octet = text.byteAt(i);
      if (!allowed[octet & 0xff]) {
        length = at;
        return false;
      }
      to[at + i] = octet;
    }
    return true;
  }

  LineBuffer decimal(long number) {
    if (number < 0) {
      return put(Long.toString(number));
    }
    if (number < 10) {
      return put((char) ('0' + number));
    }
    if (number > Integer.MAX_VALUE) {
      long high = number / BILLION;
      return decimal(high).padded((int) (number - high * BILLION), BILLION_DIGITS);
    }
    return padded((int) number, digits((int) number));
  }

  /** Exactly {@code digits} digits, with leading zeros. */
  LineBuffer padded(int number, int digits) {
    int start = claim(digits);
    byte[] to = bytes;
    int rest = number;
    int at = start + digits - 1;
    while (at > start) {
      // rest / 100 and two / 10: the C1 compiler leaves divisions to the processor. With them a
      // line of JSON takes 1.24 times as long (EventToLine).
      int next = (int) ((rest * 1374389535L) >>> 37);
      int two = rest - next * 100;
      int ten = (two * 103) >>> 10;
      to[at] = (byte) ('0' + two - ten * 10);
      to[at - 1] = (byte) ('0' + ten);
      at -= 2;
      rest = next;
    }
    if (at == start) {
      to[start] = (byte) ('0' + rest);
    }
    return this;
  }

  /** Writes the digits of a number below a million. */
  static void sixDigits(int number, byte[] to, int at) {
    int thousands = (int) ((number * 274877907L) >>> 38);
    int high = THREE_DIGITS[thousands];
    int low = THREE_DIGITS[number - thousands * 1000];
    to[at] = (byte) (high >> 16);
    to[at + 1] = (byte) (high >> 8);
    to[at + 2] = (byte) high;
    to[at + 3] = (byte) (low >> 16);
    to[at + 4] = (byte) (low >> 8);
    to[at + 5] = (byte) low;
  }

  LineBuffer unsigned(long number) {
    return number < 0 ? put(Long.toUnsignedString(number)) : decimal(number);
  }

  /** 16 digits. */
  LineBuffer hex(long number) {
    int at = claim(16);
    for (int i = 0; i < 16; i++) {
      bytes[at + i] = HEX[(int) (number >>> (60 - 4 * i)) & 15];
    }
    return this;
  }

  /** Appends spaces until {@code width} bytes have been written since {@code start}. */
  void padTo(int start, int width) {
    int missing = start + width - length;
    if (missing > 0) {
      int at = claim(missing);
      Arrays.fill(bytes, at, at + missing, (byte) ' ');
    }
  }

  /**
   * Likewise, and one more space; two after a text that is as wide or wider, because only they end
   * it.
   */
  void endCell(int start, int width, boolean isText) {
    boolean isFull = length - start >= width;
    padTo(start, width);
    put(' ');
    if (isFull && isText) {
      put(' ');
    }
  }

  /**
   * Makes room for {@code size} bytes and returns where they go. Small enough to be inlined
   * everywhere.
   */
  private int claim(int size) {
    int at = length;
    if (size > bytes.length - at) {
      grow(size);
    }
    length = at + size;
    return at;
  }

  private void grow(int size) {
    bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + size));
  }

  /** As ASCII. */
  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.US_ASCII);
  }

  private static int digits(int number) {
    int digits = number < 100_000 ? 1 : 6;
    while (digits < POWERS.length && number >= POWERS[digits]) {
      digits++;
    }
    return digits;
  }
}
