package io.fdtrail.cli.ship;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: twice as long each time, and not all machines at once.
 */
final class Backoff {
  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;
  private Duration next;

  Backoff(Duration first, Duration longest, RandomGenerator random) {
    this.first = first;
    this.longest = longest;
    this.random = random;
    this.next = first;
  }

  /**
   * @param asked by the collector: not before
   */
  Duration next(Optional<Duration> asked) {
    long nanos = next.toNanos();
    Duration wait = Duration.ofNanos(nanos / 2 + random.nextLong(nanos / 2 + 1));
    next = next.multipliedBy(2).compareTo(longest) < 0 ? next.multipliedBy(2) : longest;
    return asked.filter(least -> least.compareTo(wait) > 0).orElse(wait);
  }

  void reset() {
    next = first;
  }
}
