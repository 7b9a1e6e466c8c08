package io.fdtrail.cli.output;

/**
 * Characters that show nothing, or blanks, or change how their neighbours are shown: Unicode's
 * controls, formats, separators of lines and paragraphs, blanks other than the space, private and
 * tag characters, those that are ignored where they cannot be shown (Default_Ignorable_Code_Point,
 * also unassigned ones), noncharacters, surrogates, and the empty Braille pattern. Our own table,
 * because what Java knows depends on its version.
 */
final class Invisible {
  /** First and last of each range, in order. */
  private static final int[] RANGES = {
    0x7f, 0xa0, 0xad, 0xad, 0x34f, 0x34f, 0x600, 0x605, 0x61c, 0x61c, 0x6dd, 0x6dd, 0x70f, 0x70f,
    0x890, 0x891, 0x8e2, 0x8e2, 0x115f, 0x1160, 0x1680, 0x1680, 0x17b4, 0x17b5, 0x180b, 0x180f,
    0x2000, 0x200f, 0x2028, 0x202f, 0x205f, 0x206f, 0x2800, 0x2800, 0x3000, 0x3000, 0x3164, 0x3164,
    0xd800, 0xf8ff, 0xfdd0, 0xfdef, 0xfe00, 0xfe0f, 0xfeff, 0xfeff, 0xffa0, 0xffa0, 0xfff0, 0xfffb,
    0x110bd, 0x110bd, 0x110cd, 0x110cd, 0x13430, 0x1343f, 0x1bca0, 0x1bca3, 0x1d173, 0x1d17a,
    0xe0000, 0xe0fff, 0xf0000, 0x10ffff
  };

  private static final int FIRST = 0x7f;
  private static final int NONCHARACTER = 0xfffe;

  private Invisible() {}

  static boolean is(int codePoint) {
    return codePoint < FIRST
        ? codePoint < ' '
        : (codePoint & NONCHARACTER) == NONCHARACTER || isInRange(codePoint);
  }

  private static boolean isInRange(int codePoint) {
    int low = 0;
    int high = RANGES.length / 2;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (codePoint > RANGES[2 * middle + 1]) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < RANGES.length / 2 && codePoint >= RANGES[2 * low];
  }
}
