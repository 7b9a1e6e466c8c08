package io.fdtrail.cli.output;

import io.fdtrail.event.RawText;
import java.util.Arrays;

/** Bytes that grow by appending. */
final class LineBuffer {
  private static final byte[] HEX = Ascii.bytes("0123456789abcdef");
  private static final long BILLION = 1_000_000_000;
  private static final int BILLION_DIGITS = 9;
  private static final int[] POWERS = {1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000};
  private static final byte[] TENS = new byte[100];
  private static final byte[] ONES = new byte[100];
  private static final boolean[] PLAIN = new boolean[256];

  static {
    for (int number = 0; number < 100; number++) {
      TENS[number] = (byte) ('0' + number / 10);
      ONES[number] = (byte) ('0' + number % 10);
    }
    for (int octet = ' '; octet <= '~'; octet++) {
      PLAIN[octet] = octet != '"' && octet != '\\';
    }
  }

  private byte[] bytes;
  private int length;

  LineBuffer(int capacity) {
    bytes = new byte[capacity];
  }

  int length() {
    return length;
  }

  /** The live array; valid up to {@link #length} and until the next append. */
  byte[] array() {
    return bytes;
  }

  void clear() {
    length = 0;
  }


  LineBuffer put(byte[] ascii) {
    int at = claim(ascii.length);
    System.arraycopy(ascii, 0, bytes, at, ascii.length);
    return this;
  }

  LineBuffer put(char ascii) {
    int at = claim(1);
    bytes[at] = (byte) ascii;
    return this;
  }

  /** The deprecated method is the one that copies ASCII without an array in between. */
  @SuppressWarnings("deprecation")
  LineBuffer put(String ascii) {
    int at = claim(ascii.length());
    ascii.getBytes(0, ascii.length(), bytes, at);
    return this;
  }

  /** Appends the text when each of its bytes stands for itself, in strace's notation and in JSON; else nothing. */
  boolean putPlain(RawText text) {
    int size = text.length();
    int at = claim(size);
    byte[] to = bytes;
    for (int i = 0; i < size; i++) {
      byte octet = text.byteAt(i);
      if (!PLAIN[octet & 0xff]) {
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
    if (number > Integer.MAX_VALUE) {
      long high = number / BILLION;
      return decimal(high).padded((int) (number - high * BILLION), BILLION_DIGITS);
    }
    return padded((int) number, digits((int) number));
  }

  /** Exactly {@code digits} of them, with zeros in front. */
  LineBuffer padded(int number, int digits) {
    int start = claim(digits);
    byte[] to = bytes;
    int rest = number;
    int at = start + digits;
    while (at > start + 1) {
      // rest / 100: the C1 compiler leaves divisions to the processor, which is slow at them
      int next = (int) (rest * 1374389535L >>> 37);
      int two = rest - next * 100;
      to[--at] = ONES[two];
      to[--at] = TENS[two];
      rest = next;
    }
    if (at > start) {
      to[start] = ONES[rest];
    }
    return this;
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

  /** Makes room for {@code size} bytes and returns where they go. */
  private int claim(int size) {
    int at = length;
    if (size > bytes.length - at) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, at + size));
    }
    length = at + size;
    return at;
  }

  private static int digits(int number) {
    int digits = 1;
    while (digits < POWERS.length && number >= POWERS[digits]) {
      digits++;
    }
    return digits;
  }
}
