package io.fdtrail.cli.output;

import io.fdtrail.event.RawText;

/** Shows any bytes as printable ASCII, as strace prints strings. */
final class Escaper {
  /** The letter after the backslash for each byte that has one. */
  private static final byte[] LETTER = new byte[256];

  static {
    LETTER['\t'] = 't';
    LETTER['\n'] = 'n';
    LETTER[0x0b] = 'v';
    LETTER['\f'] = 'f';
    LETTER['\r'] = 'r';
    LETTER['"'] = '"';
    LETTER['\\'] = '\\';
  }

  private Escaper() {}

  /** The escaped text, without quotes around it. */
  static void escape(RawText text, LineBuffer to) {
    if (!to.putPlain(text)) {
      escapeEach(text, to);
    }
  }

  private static void escapeEach(RawText text, LineBuffer to) {
    int size = text.length();
    for (int i = 0; i < size; i++) {
      int octet = text.byteAt(i) & 0xff;
      if (LETTER[octet] != 0) {
        to.put('\\').put((char) LETTER[octet]);
      } else if (isPrintable(octet)) {
        to.put((char) octet);
      } else {
        boolean digitFollows = i + 1 < size && isOctalDigit(text.byteAt(i + 1));
        octal(octet, digitFollows ? 3 : octalDigits(octet), to);
      }
    }
  }

  private static boolean isPrintable(int octet) {
    return octet >= ' ' && octet <= '~';
  }

  private static boolean isOctalDigit(byte octet) {
    return octet >= '0' && octet <= '7';
  }

  private static int octalDigits(int octet) {
    return octet >= 0100 ? 3 : octet >= 010 ? 2 : 1;
  }

  private static void octal(int octet, int digits, LineBuffer to) {
    to.put('\\');
    for (int shift = 3 * (digits - 1); shift >= 0; shift -= 3) {
      to.put((char) ('0' + (octet >> shift & 7)));
    }
  }
}
