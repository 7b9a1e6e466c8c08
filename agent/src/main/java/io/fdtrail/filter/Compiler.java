package io.fdtrail.filter;

import io.fdtrail.event.FdEvent;
import io.fdtrail.filter.Field.ListReader;
import io.fdtrail.filter.Field.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/** Makes tests of expressions. They share a buffer for texts, so they are for one thread. */
final class Compiler {
  private final LongUnaryOperator wallClock;
  private final Text buffer = new Text();

  /**
   * @param wallClock ns since boot to ns since 1970
   */
  Compiler(LongUnaryOperator wallClock) {
    this.wallClock = wallClock;
  }

  EventTest test(Expression expression) {
    return test(expression, field -> field);
  }

  /** Asks about the sender what the expression asks about the process that acted. */
  EventTest ofSender(Expression expression) {
    return test(expression, field -> field.ofSender().orElseThrow());
  }

  private EventTest test(Expression expression, UnaryOperator<Field> of) {
    if (expression instanceof Expression.All all) {
      return all(tests(all.parts(), of));
    } else if (expression instanceof Expression.Any any) {
      return any(tests(any.parts(), of));
    } else if (expression instanceof Expression.Not not) {
      EventTest part = test(not.part(), of);
      return event -> !part.test(event);
    } else if (expression instanceof Expression.Has has) {
      return has(of.apply(has.field()));
    } else if (expression instanceof Expression.Ordered ordered) {
      return ordered(of.apply(ordered.field()), ordered);
    } else if (expression instanceof Expression.Number number) {
      return number(of.apply(number.field()), number);
    } else if (expression instanceof Expression.Word word) {
      return word(of.apply(word.field()), word);
    }
    Expression.Match match = (Expression.Match) expression;
    return match(of.apply(match.field()), match);
  }

  private EventTest[] tests(List<Expression> parts, UnaryOperator<Field> of) {
    return parts.stream().map(part -> test(part, of)).toArray(EventTest[]::new);
  }

  private static EventTest all(EventTest[] parts) {
    return event -> {
      for (EventTest part : parts) {
        if (!part.test(event)) {
          return false;
        }
      }
      return true;
    };
  }

  private static EventTest any(EventTest[] parts) {
    return event -> {
      for (EventTest part : parts) {
        if (part.test(event)) {
          return true;
        }
      }
      return false;
    };
  }

  private EventTest has(Field field) {
    if (field.type() == Type.TEXT) {
      return event -> isThere(field, event);
    }
    ToLongFunction<FdEvent> value = field.number();
    return field.type() == Type.FLAG
        ? event -> value.applyAsLong(event) == 1
        : event -> value.applyAsLong(event) != Field.ABSENT;
  }

  /** Reads a text into the buffer. */
  private boolean isThere(Field field, FdEvent event) {
    buffer.clear();
    field.text().read(event, buffer);
    return buffer.length() > 0;
  }

  private ToLongFunction<FdEvent> value(Field field) {
    ToLongFunction<FdEvent> value = field.number();
    return field.type() == Type.TIME ? event -> time(value.applyAsLong(event)) : value;
  }

  private long time(long bootNs) {
    return bootNs == Field.ABSENT ? bootNs : wallClock.applyAsLong(bootNs);
  }

  private EventTest ordered(Field field, Expression.Ordered ordered) {
    ToLongFunction<FdEvent> value = value(field);
    long limit = ordered.limit();
    boolean isBelow =
        ordered.operator() == Operator.LESS || ordered.operator() == Operator.NOT_MORE;
    boolean isInclusive =
        ordered.operator() == Operator.NOT_MORE || ordered.operator() == Operator.NOT_LESS;
    return event -> {
      long number = value.applyAsLong(event);
      if (number == Field.ABSENT) {
        return false;
      }
      int order = Long.compareUnsigned(number, limit);
      return order == 0 ? isInclusive : order < 0 == isBelow;
    };
  }

  private EventTest number(Field field, Expression.Number wanted) {
    ToLongFunction<FdEvent> value = value(field);
    long[] numbers = wanted.numbers();
    boolean isOne = wanted.isOne();
    if (numbers.length == 1) {
      long only = numbers[0];
      return event -> {
        long number = value.applyAsLong(event);
        return number != Field.ABSENT && (number == only) == isOne;
      };
    }
    return event -> {
      long number = value.applyAsLong(event);
      return number != Field.ABSENT && Arrays.binarySearch(numbers, number) >= 0 == isOne;
    };
  }

  private EventTest word(Field field, Expression.Word wanted) {
    Set<Text> texts = wanted.texts();
    Text only = texts.iterator().next();
    return text(field, texts.size() == 1 ? only::equals : texts::contains, wanted.isOne());
  }

  private EventTest match(Field field, Expression.Match wanted) {
    return text(field, new Automaton(wanted.pattern())::isFoundIn, wanted.isFound());
  }

  private EventTest text(Field field, Predicate<Text> test, boolean isTrue) {
    return field.text() instanceof ListReader list
        ? event -> isThere(field, event) && list.any(event, buffer, test) == isTrue
        : event -> isThere(field, event) && test.test(buffer) == isTrue;
  }
}
