package io.fdtrail.cli.output;

import io.fdtrail.event.RawText;

/**
 * What is between the quotes of a JSON string. Characters that cannot be seen are escaped, which no
 * library offers: it would have to tell supplementary characters apart.
 */
final class JsonText {
  private static final String HEX = "0123456789abcdef";

  private JsonText() {}

  /**
   * Appends the text; if it is not UTF-8, as strace escapes it.
   *
   * @return whether it is UTF-8
   */
  static boolean put(RawText text, LineBuffer to) {
    if (to.putPlain(text)) {
      return true;
    }
    int start = to.length();
    if (putUtf8(text, to)) {
      return true;
    }
    to.cutTo(start);
    putBytes(text, to);
    return false;
  }

  /** Up to the first byte that is not UTF-8. @return whether there is none */
  private static boolean putUtf8(RawText text, LineBuffer to) {
    int size = 0;
    for (int at = 0; at < text.length(); at += size) {
      int codePoint = Utf8.codePointAt(text, at);
      if (codePoint < 0) {
        return false;
      }
      size = Utf8.size(codePoint);
      if (codePoint == '"' || codePoint == '\\' || Invisible.is(codePoint)) {
        escape(codePoint, to);
      } else {
        for (int i = 0; i < size; i++) {
          to.put((char) text.byteAt(at + i));
        }
      }
    }
    return true;
  }

  private static void putBytes(RawText text, LineBuffer to) {
    LineBuffer printable = new LineBuffer(4 * text.length());
    Escaper.bytes(text, printable);
    for (int i = 0; i < printable.length(); i++) {
      char c = (char) printable.array()[i];
      if (c == '\\' || c == '"') {
        to.put('\\');
      }
      to.put(c);
    }
  }

  private static void escape(int codePoint, LineBuffer to) {
    switch (codePoint) {
      case '"', '\\' -> to.put('\\').put((char) codePoint);
      case '\t' -> to.put("\\t");
      case '\n' -> to.put("\\n");
      case '\f' -> to.put("\\f");
      case '\r' -> to.put("\\r");
      case '\b' -> to.put("\\b");
      default -> {
        if (Character.isSupplementaryCodePoint(codePoint)) {
          unit(Character.highSurrogate(codePoint), to);
          unit(Character.lowSurrogate(codePoint), to);
        } else {
          unit((char) codePoint, to);
        }
      }
    }
  }

  private static void unit(char c, LineBuffer to) {
    to.put("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      to.put(HEX.charAt(c >> shift & 15));
    }
  }
}
