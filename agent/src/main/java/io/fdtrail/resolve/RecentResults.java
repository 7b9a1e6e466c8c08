package io.fdtrail.resolve;

import java.util.function.UnaryOperator;

/** The last few objects and their results: events about the same thing have the same object. */
final class RecentResults<T> {
  private static final int SIZE = 16;

  private final Object[] before = new Object[SIZE];
  private final Object[] after = new Object[SIZE];
  private int next;

  @SuppressWarnings("unchecked") // after holds what a UnaryOperator<T> made
  T get(T object, UnaryOperator<T> resolve) {
    for (int i = 0; i < SIZE; i++) {
      if (before[i] == object) {
        return (T) after[i];
      }
    }
    T resolved = resolve.apply(object);
    if (resolved != null) {
      before[next] = object;
      after[next] = resolved;
      next = (next + 1) % SIZE;
      return resolved;
    }
    return object;
  }
}
