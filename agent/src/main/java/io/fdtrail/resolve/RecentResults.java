package io.fdtrail.resolve;

import java.util.function.Function;

/**
 * Recent objects and their results: events about the same thing have the same object. It is a
 * direct-mapped table, in which a new object replaces the one at its place.
 */
final class RecentResults<T, R> {
  private static final int SLOTS = 128;

  private final Object[] before = new Object[SLOTS];
  private final Object[] after = new Object[SLOTS];

  /**
   * The result for this object. If it is null, it is not kept.
   *
   * @param number that differs for most objects
   */
  @SuppressWarnings("unchecked") // after holds what a Function<T, R> made
  R get(T object, int number, Function<T, R> resolve) {
    int slot = Math.floorMod(number, SLOTS);
    if (before[slot] == object) {
      return (R) after[slot];
    }
    R resolved = resolve.apply(object);
    if (resolved != null) {
      before[slot] = object;
      after[slot] = resolved;
    }
    return resolved;
  }
}
