package io.fdtrail.resolve;

/**
 * Recent objects and their results: events about the same thing have the same object. It is a
 * direct-mapped table, in which a new object replaces the one at its place. It has no method that
 * takes a function, because the C1 compiler makes a function with captured values by a call of the
 * JVM, for several hundred instructions.
 */
final class RecentResults<T, R> {
  private static final int SLOTS = 128;

  private final Object[] before = new Object[SLOTS];
  private final Object[] after = new Object[SLOTS];

  /**
   * The result that was kept for this object, or null.
   *
   * @param number that differs for most objects
   */
  @SuppressWarnings("unchecked") // keep() put an R there
  R find(T object, int number) {
    int slot = number & (SLOTS - 1);
    return before[slot] == object ? (R) after[slot] : null;
  }

  R keep(T object, int number, R result) {
    int slot = number & (SLOTS - 1);
    before[slot] = object;
    after[slot] = result;
    return result;
  }
}
