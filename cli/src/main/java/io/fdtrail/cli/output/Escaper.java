package io.fdtrail.cli.output;

import io.fdtrail.event.RawText;

/**
 * Shows any bytes as printable ASCII, as strace prints strings. In names from others, characters
 * that would make them look like our own output are escaped too: two blanks, {@code ->} or {@code
 * <} after a blank, {@code (deleted)} at the end and {@code /PID} are always ours.
 */
final class Escaper {
  private static final byte[] DELETED = Ascii.bytes(" (deleted)");
  private static final byte[] MARK = Ascii.bytes("(deleted)");
  private static final byte[] ARROW = Ascii.bytes("->");
  private static final String FORMULA = "=+-@";
  private static final byte[] CUT = Ascii.bytes("...");

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

  private static final char NOTHING = 0;

  private Escaper() {}

  /** Each byte by itself, as strace does: for text between quotes. */
  static void bytes(RawText text, LineBuffer to) {
    if (to.putPlain(text)) {
      return;
    }
    for (int i = 0; i < text.length(); i++) {
      int octet = text.byteAt(i) & 0xff;
      if (LETTER[octet] != 0 || !isPrintable(octet)) {
        escape(text, i, to);
      } else {
        to.put((char) octet);
      }
    }
  }

  /**
   * Likewise, in a file for spreadsheets: what would begin a formula is escaped, too. Behind a
   * comma or semicolon as well, because a spreadsheet may take these for the end of a cell.
   */
  static void withoutFormula(RawText text, LineBuffer to) {
    boolean begins = true;
    for (int i = 0; i < text.length(); i++) {
      char c = (char) (text.byteAt(i) & 0xff);
      if (LETTER[c] != 0 || !isPrintable(c) || (begins && FORMULA.indexOf(c) >= 0)) {
        escape(text, i, to);
      } else {
        to.put(c);
      }
      begins = c == ',' || c == ';' || (begins && c == ' ');
    }
  }

  /** A name from others, in a cell or after our own words. */
  static void text(RawText text, LineBuffer to) {
    text(text, text.length(), to);
  }

  /** A comm that is followed by {@code /PID}. */
  static void owner(RawText comm, LineBuffer to) {
    if (isOurs(comm) || !to.putWord(comm)) {
      each(comm, comm.length(), '/', to);
    }
  }

  /** The comm of a process or of a thread, which a colon joins. */
  static void joined(RawText comm, LineBuffer to) {
    if (isOurs(comm) || !to.putWithoutColon(comm)) {
      each(comm, comm.length(), ':', to);
    }
  }

  /** The name of a file that is unlinked: its end comes from the kernel. */
  static void deletedName(RawText name, LineBuffer to) {
    int end = name.length() - DELETED.length;
    if (matches(name, end, DELETED)) {
      text(name, end, to);
      to.put(DELETED);
    } else {
      text(name, to);
    }
  }

  /** A message for people, with our own words in it: backslashes and quotes stay as they are. */
  static void message(RawText text, LineBuffer to) {
    for (int i = 0; i < text.length(); i++) {
      int octet = text.byteAt(i) & 0xff;
      if (isPrintable(octet)) {
        to.put((char) octet);
      } else {
        escape(text, i, to);
      }
    }
  }

  private static void text(RawText text, int end, LineBuffer to) {
    if (isOurs(text) || !to.putSolid(text, end)) {
      each(text, end, NOTHING, to);
    }
  }

  /**
   * @param next what of ours follows: {@code /}, {@code :} or NOTHING
   */
  private static void each(RawText text, int end, char next, LineBuffer to) {
    for (int i = 0; i < end; i++) {
      int octet = text.byteAt(i) & 0xff;
      if (LETTER[octet] != 0 || !isPrintable(octet) || imitates(text, i, end, next)) {
        escape(text, i, to);
      } else {
        to.put((char) octet);
      }
    }
  }

  /** Whether a reader could take it, together with what is around it, for ours. */
  private static boolean imitates(RawText text, int at, int end, char next) {
    return switch (text.byteAt(at)) {
      case ' ' ->
          at == 0 || at == end - 1 || text.byteAt(at - 1) == ' ' || beginsOurs(text, at + 1, end);
      case '/' -> next == '/' && at + 1 < end && isDigit(text.byteAt(at + 1));
      case ':' -> next == ':';
      case '-', '.', '(' -> at == 0 && isOurs(text);
      default -> false;
    };
  }

  private static boolean beginsOurs(RawText text, int at, int end) {
    byte first = text.byteAt(at);
    int blank = at - 1;
    boolean isMark = blank == end - DELETED.length && matches(text, blank, DELETED);
    return first == ' ' || first == '<' || isMark || matches(text, at, ARROW);
  }

  /**
   * {@code -} stands for what is not known, {@code ...} for what was cut off; such a mark may be
   * all that follows a blank of ours.
   */
  private static boolean isOurs(RawText text) {
    if (text.isEmpty()) {
      return false;
    }
    byte first = text.byteAt(0);
    return switch (first) {
      case '-' -> text.length() == 1;
      case '.' -> matches(text, 0, CUT);
      case '(' -> text.length() == MARK.length && matches(text, 0, MARK);
      default -> false;
    };
  }

  private static boolean matches(RawText text, int at, byte[] ours) {
    if (at < 0 || text.length() - at < ours.length) {
      return false;
    }
    for (int i = 0; i < ours.length; i++) {
      if (text.byteAt(at + i) != ours[i]) {
        return false;
      }
    }
    return true;
  }

  /** The letter, or the octal digits: as few as possible, three if a digit follows. */
  private static void escape(RawText text, int at, LineBuffer to) {
    int octet = text.byteAt(at) & 0xff;
    if (LETTER[octet] != 0) {
      to.put('\\').put((char) LETTER[octet]);
      return;
    }
    boolean digitFollows = at + 1 < text.length() && isOctalDigit(text.byteAt(at + 1));
    octal(octet, digitFollows ? 3 : octalDigits(octet), to);
  }

  private static boolean isPrintable(int octet) {
    return octet >= ' ' && octet <= '~';
  }

  private static boolean isDigit(byte octet) {
    return octet >= '0' && octet <= '9';
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
