package io.fdtrail.filter;

/** A pattern while it is read, and the place that reading has come to. */
final class PatternText {
  private static final char END = '\0'; // no argument has it

  private final String text;
  private int at;

  PatternText(String text) {
    this.text = text;
  }

  int at() {
    return at;
  }

  boolean isAtEnd() {
    return at >= text.length();
  }

  /** The next character; NUL at the end. */
  char peek() {
    return isAtEnd() ? END : text.charAt(at);
  }

  int codePoint() {
    return text.codePointAt(at);
  }

  boolean startsWith(String next) {
    return text.startsWith(next, at);
  }

  /** Whether this is all that is left. */
  boolean endsWith(String last) {
    return startsWith(last) && at + last.length() == text.length();
  }

  String since(int begin) {
    return text.substring(begin, at);
  }

  String all() {
    return text;
  }

  void skip(int count) {
    at += count;
  }

  /** Skips the next characters if they are these. */
  boolean skip(String next) {
    if (!startsWith(next)) {
      return false;
    }
    at += next.length();
    return true;
  }

  PatternException fault(String message) {
    return fault(message, at);
  }

  PatternException fault(String message, int position) {
    return new PatternException(message, Math.min(position, text.length()));
  }
}
