package io.fdtrail.traffic;

import java.util.Comparator;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What comes first. */
public enum Order {
  RATE(load -> load.period().all()),
  TOTAL(load -> load.total().all()),
  DROPS(load -> load.total().dropped()),
  P99(load -> load.slow().orElse(-1)),
  OPEN(load -> load.open().orElse(-1)),
  GROWTH(load -> load.perMinute().orElse(Double.NEGATIVE_INFINITY));

  private final ToDoubleFunction<Load> largest;

  Order(ToDoubleFunction<Load> largest) {
    this.largest = largest;
  }

  /** As options and output spell it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is about what is open. */
  public boolean isOfOpen() {
    return this == OPEN || this == GROWTH;
  }

  /** Rows that are equal in it are in the order of their totals, then the oldest first. */
  public Comparator<Load> comparator() {
    return Comparator.comparingDouble(largest)
        .reversed()
        .thenComparing(Comparator.comparingLong((Load load) -> load.total().all()).reversed());
  }
}
