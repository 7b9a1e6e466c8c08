package io.fdtrail.filter;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What an expression says of an event. */
sealed interface Expression {
  /** All of these; of none: true. */
  record All(List<Expression> parts) implements Expression {}

  /** One of these. */
  record Any(List<Expression> parts) implements Expression {}

  /** Not this. */
  record Not(Expression part) implements Expression {}

  /** The field is there; a flag is set. */
  record Has(Field field) implements Expression {}

  /** The number is less or more than another. */
  record Ordered(Field field, Operator operator, long limit) implements Expression {}

  /**
   * The number is known, and one of these or none of them.
   *
   * @param numbers in the order of signed numbers
   * @param isOne whether it is to be one of them
   */
  record Number(Field field, long[] numbers, boolean isOne) implements Expression {}

  /** The text is known, and one of these or none of them. */
  record Word(Field field, Set<Text> texts, boolean isOne) implements Expression {}

  /** The text is known, and a pattern is found in it or not. */
  record Match(Field field, Program pattern, boolean isFound) implements Expression {}

  /** Calls back for each field in it. */
  static void fields(Expression expression, Consumer<Field> consumer) {
    if (expression instanceof All all) {
      all.parts().forEach(part -> fields(part, consumer));
    } else if (expression instanceof Any any) {
      any.parts().forEach(part -> fields(part, consumer));
    } else if (expression instanceof Not not) {
      fields(not.part(), consumer);
    } else {
      consumer.accept(field(expression));
    }
  }

  private static Field field(Expression leaf) {
    if (leaf instanceof Has has) {
      return has.field();
    } else if (leaf instanceof Ordered ordered) {
      return ordered.field();
    } else if (leaf instanceof Number number) {
      return number.field();
    } else if (leaf instanceof Word word) {
      return word.field();
    }
    return ((Match) leaf).field();
  }
}
