package io.fdtrail.filter;

/**
 * A word, a sign or a quoted text of an expression.
 *
 * @param text as it is written; of a quoted text what is between the quotes
 * @param begin where it begins in the expression
 * @param end where it ends
 */
record Token(Kind kind, String text, int begin, int end) {
  /** What it is. */
  enum Kind {
    WORD,
    QUOTED,
    SIGN,
    END
  }

  /** Whether it is this sign, or this word without quotes. */
  boolean is(String sign) {
    return kind != Kind.QUOTED && kind != Kind.END && text.equals(sign);
  }
}
