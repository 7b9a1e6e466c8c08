package io.fdtrail.cli.ship;

import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** How many bytes, and how long, the collector lags. Read by other threads. */
final class Lag {
  private static final long NONE = Long.MIN_VALUE;

  private final LongSupplier wallNanos;
  private volatile long bytes;
  private volatile long oldestNanos = NONE;

  Lag(LongSupplier wallNanos) {
    this.wallNanos = wallNanos;
  }

  void bytes(long notAcknowledged) {
    bytes = notAcknowledged;
  }

  /**
   * @param timeNanos of the oldest line that is not acknowledged; empty: all are
   */
  void oldest(OptionalLong timeNanos) {
    oldestNanos = timeNanos.orElse(NONE);
  }

  long bytes() {
    return bytes;
  }

  long nanos() {
    long since = oldestNanos;
    return since == NONE ? 0 : Math.max(0, wallNanos.getAsLong() - since);
  }
}
