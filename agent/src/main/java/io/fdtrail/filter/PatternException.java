package io.fdtrail.filter;

/** A regular expression or a glob that cannot be used. */
final class PatternException extends Exception {
  private static final long serialVersionUID = 1;

  private final int position;

  /**
   * @param position in the pattern, from 0
   */
  PatternException(String message, int position) {
    super(message);
    this.position = position;
  }

  int position() {
    return position;
  }
}
