package io.fdtrail.filter;

/** An expression that means nothing, with the place where that begins. */
public final class FilterSyntaxException extends Exception {
  private static final long serialVersionUID = 1;

  private final String expression;
  private final int position;

  /**
   * @param message what is wrong, in one line
   * @param expression all of it
   * @param position of the character where it goes wrong; the length of the expression: its end
   */
  FilterSyntaxException(String message, String expression, int position) {
    super(message);
    this.expression = expression;
    this.position = position;
  }

  /** {@return the whole expression, as it was given} */
  public String expression() {
    return expression;
  }

  /** {@return the index in the expression of the character where it goes wrong} */
  public int position() {
    return position;
  }
}
