package io.fdtrail.cli.ship;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Collectors;

/** What became of the lines, since there is a state. Read by other threads. */
final class ShipCounts {
  /** Each line is counted once as one of these, but {@link #RETRIED}. */
  enum Count {
    SENT("sent"),
    /** Requests that were sent again. */
    RETRIED("retried"),
    /** By the collector, for good. */
    REJECTED("rejected"),
    /** No lines of ours. */
    UNREADABLE("unreadable"),
    /** Of files that were deleted before they were read. */
    SPOOL_FULL("spool_full");

    private final String word;

    Count(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }

    static Optional<Count> of(String word) {
      for (Count each : values()) {
        if (each.word.equals(word)) {
          return Optional.of(each);
        }
      }
      return Optional.empty();
    }
  }

  private final AtomicLongArray counts = new AtomicLongArray(Count.values().length);

  void add(Count what, long number) {
    counts.addAndGet(what.ordinal(), number);
  }

  long get(Count what) {
    return counts.get(what.ordinal());
  }

  void restore(Map<Count, Long> before) {
    before.forEach((what, number) -> counts.set(what.ordinal(), number));
  }

  Map<Count, Long> toMap() {
    Map<Count, Long> all = new EnumMap<>(Count.class);
    for (Count each : Count.values()) {
      all.put(each, get(each));
    }
    return all;
  }

  @Override
  public String toString() {
    return toMap().entrySet().stream()
        .map(each -> each.getKey().word() + " " + each.getValue())
        .collect(Collectors.joining(", "));
  }
}
