package io.fdtrail.scm;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A moment to wait until. */
final class Deadline {
  private final Optional<Long> nanos;

  private Deadline(Optional<Long> nanos) {
    this.nanos = nanos;
  }

  /**
   * @param wait from now; empty for ever
   */
  static Deadline in(Optional<Duration> wait) {
    return new Deadline(wait.map(duration -> System.nanoTime() + duration.toNanos()));
  }

  boolean isOver() {
    return nanos.isPresent() && nanos.get() - System.nanoTime() <= 0;
  }

  /** The time left in ms, rounded up, for poll(2). */
  int millis() {
    if (nanos.isEmpty()) {
      return Poll.UNBOUNDED;
    }
    long left = Math.max(0, nanos.get() - System.nanoTime());
    long millis = TimeUnit.NANOSECONDS.toMillis(left + TimeUnit.MILLISECONDS.toNanos(1) - 1);
    return (int) Math.min(Integer.MAX_VALUE, millis);
  }

  /** The time left in ms, but not more than this. */
  int millis(int most) {
    int left = millis();
    return left == Poll.UNBOUNDED ? most : Math.min(left, most);
  }
}
