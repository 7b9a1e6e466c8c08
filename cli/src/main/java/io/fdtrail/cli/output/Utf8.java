package io.fdtrail.cli.output;

import io.fdtrail.event.RawText;

/** Distinguishes text from other bytes. */
final class Utf8 {
  /** The smallest code point with this many more bytes; a smaller one is written with fewer. */
  private static final int[] LEAST = {0, 0x80, 0x800, 0x10000};

  private static final int MORE = 0x3f;

  private Utf8() {}

  /** The code point whose bytes begin at {@code index}; -1 if these are not UTF-8. */
  static int codePointAt(RawText text, int index) {
    int first = text.byteAt(index) & 0xff;
    if (first < 0x80) {
      return first;
    }
    int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first < 0xc0 || first >= 0xf8 || index + more >= text.length()) {
      return -1;
    }
    int codePoint = first & MORE >> more;
    for (int i = 1; i <= more; i++) {
      int next = text.byteAt(index + i);
      if ((next & ~MORE) != (byte) 0x80) {
        return -1;
      }
      codePoint = codePoint << 6 | (next & MORE);
    }
    boolean isSurrogate =
        codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    return codePoint < LEAST[more] || codePoint > Character.MAX_CODE_POINT || isSurrogate
        ? -1
        : codePoint;
  }

  /** How many bytes a code point takes. */
  static int size(int codePoint) {
    return codePoint < LEAST[1] ? 1 : codePoint < LEAST[2] ? 2 : codePoint < LEAST[3] ? 3 : 4;
  }
}
