package io.fdtrail.filter;

import java.util.BitSet;
import java.util.HexFormat;

/** Reads what stands for one byte of several: a set in brackets, and what follows a backslash. */
final class ByteSetParser {
  private final PatternText text;
  private final boolean isGlob;
  private final boolean ignoresCase;

  ByteSetParser(PatternText text, boolean isGlob, boolean ignoresCase) {
    this.text = text;
    this.isGlob = isGlob;
    this.ignoresCase = ignoresCase;
  }

  static BitSet all() {
    BitSet all = new BitSet();
    all.set(0, 256);
    return all;
  }

  static BitSet exactly(int value) {
    BitSet one = new BitSet();
    one.set(value);
    return one;
  }

  /** The byte; if case is ignored, in both cases. */
  BitSet one(int value) {
    BitSet one = exactly(value);
    if (ignoresCase && value < 0x80 && Character.isLetter(value)) {
      one.set(Character.toLowerCase(value));
      one.set(Character.toUpperCase(value));
    }
    return one;
  }

  /** From {@code [} to {@code ]}. */
  BitSet set() throws PatternException {
    int begin = text.at();
    text.skip(1);
    boolean isComplement = text.skip("^") || (isGlob && text.skip("!"));
    BitSet bytes = new BitSet();
    boolean isFirst = true;
    while (isFirst || text.peek() != ']') {
      if (text.isAtEnd()) {
        throw text.fault("nothing closes this '['", begin);
      }
      addTo(bytes);
      isFirst = false;
    }
    text.skip(1);
    if (isComplement) {
      bytes.flip(0, 256);
    }
    return bytes;
  }

  private void addTo(BitSet bytes) throws PatternException {
    if (text.startsWith("[:") || text.startsWith("&&")) {
      throw text.fault("classes such as [:alpha:] or && are not possible; write [a-zA-Z] or \\[");
    }
    int begin = text.at();
    BitSet first = member();
    if (!text.startsWith("-]") && !text.endsWith("-") && text.skip("-")) {
      BitSet last = member();
      if (isMany(first) || isMany(last) || last.length() < first.length()) {
        throw text.fault("this is not a range of characters", begin);
      }
      for (int value = first.length() - 1; value < last.length(); value++) {
        bytes.or(one(value));
      }
    } else {
      bytes.or(isMany(first) ? first : one(first.length() - 1));
    }
  }

  private static boolean isMany(BitSet bytes) {
    return bytes.cardinality() != 1;
  }

  /** An end of a range is what is written; the range is widened to both cases, not its ends. */
  private BitSet member() throws PatternException {
    char next = text.peek();
    if (next == '\\') {
      return escaped(false);
    }
    if (next >= 0x80) {
      throw text.fault("only ASCII characters and \\xHH are possible in [...]; write (a|b)");
    }
    text.skip(1);
    return exactly(next);
  }

  /** From the backslash on. */
  BitSet escaped() throws PatternException {
    return escaped(true);
  }

  private BitSet escaped(boolean inBothCases) throws PatternException {
    text.skip(1);
    if (text.isAtEnd()) {
      throw text.fault("nothing follows the \\ at its end");
    }
    char escaped = text.peek();
    BitSet bytes =
        switch (escaped) {
          case 'd', 'D' -> ascii("0123456789");
          case 's', 'S' -> ascii(" \t\n\r\f\u000b");
          case 'w', 'W' -> word();
          case 'n' -> exactly('\n');
          case 't' -> exactly('\t');
          case 'r' -> exactly('\r');
          case 'x' -> inBothCases ? one(octet()) : exactly(octet());
          default -> punctuation(escaped);
        };
    text.skip(1);
    if ("DSW".indexOf(escaped) >= 0) {
      bytes.flip(0, 256);
    }
    return bytes;
  }

  private static BitSet ascii(String characters) {
    BitSet bytes = new BitSet();
    characters.chars().forEach(bytes::set);
    return bytes;
  }

  private static BitSet word() {
    BitSet bytes = ascii("_");
    bytes.set('0', '9' + 1);
    bytes.set('a', 'z' + 1);
    bytes.set('A', 'Z' + 1);
    return bytes;
  }

  private int octet() throws PatternException {
    int value = octet(text.all(), text.at() + 1);
    if (value < 0) {
      throw text.fault("\\x is followed by two hexadecimal digits");
    }
    text.skip(2);
    return value;
  }

  /** Two hexadecimal digits; -1 if there are none. */
  static int octet(String text, int at) {
    return at + 2 <= text.length()
            && HexFormat.isHexDigit(text.charAt(at))
            && HexFormat.isHexDigit(text.charAt(at + 1))
        ? HexFormat.fromHexDigits(text, at, at + 2)
        : -1;
  }

  private BitSet punctuation(char escaped) throws PatternException {
    if (escaped >= 0x80 || Character.isLetterOrDigit(escaped)) {
      throw text.fault("\\" + escaped + " is not possible");
    }
    return exactly(escaped);
  }
}
