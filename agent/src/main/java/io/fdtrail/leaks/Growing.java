package io.fdtrail.leaks;

import io.fdtrail.event.FileKind;
import io.fdtrail.event.RawText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a process has of what it received, in one look.
 *
 * @param pid as the host numbers it
 * @param start when it started, which distinguishes it from others that have had its pid
 * @param process its name, or that of the thread that received the last of them, if unknown
 * @param origins who sent them, the fastest growing first; not all if there are too many
 * @param open how many of its numbers are for what it received
 * @param change of that; empty if there is no earlier look
 * @param descriptors how many numbers it has altogether; empty if some were not seen
 * @param limit its soft RLIMIT_NOFILE; empty if unreadable
 */
public record Growing(
    int pid,
    long start,
    RawText process,
    List<Origin> origins,
    int open,
    Optional<Change> change,
    OptionalInt descriptors,
    OptionalLong limit) {
  private static final int ALL = 100;
  private static final double NANOS_PER_MINUTE = 60e9;

  /**
   * Those of a kind that came from the same sender.
   *
   * @param sender name of the threads that sent them; empty if unknown
   */
  public record Origin(RawText sender, FileKind kind, int open, Optional<Change> change) {}

  /**
   * The difference between two looks.
   *
   * @param count how many more there are; negative: fewer
   * @param nanos the time between the looks
   */
  public record Change(int count, long nanos) {
    /** As a rate. */
    public double perMinute() {
      return count * NANOS_PER_MINUTE / nanos;
    }
  }

  /** The share of the limit that is used, in whole percent; empty if that is not known. */
  public OptionalLong percent() {
    if (descriptors.isEmpty() || limit.isEmpty()) {
      return OptionalLong.empty();
    }
    long most = limit.getAsLong();
    return OptionalLong.of(most == 0 ? ALL : (long) ALL * descriptors.getAsInt() / most);
  }

  /** How long until the limit is reached at this rate; empty if it is not known, or not growing. */
  public Optional<Duration> fullIn() {
    if (descriptors.isEmpty() || limit.isEmpty() || change.filter(one -> one.count > 0).isEmpty()) {
      return Optional.empty();
    }
    long left = Math.max(0, limit.getAsLong() - descriptors.getAsInt());
    Change growth = change.get();
    return Optional.of(Duration.ofNanos((long) ((double) left * growth.nanos / growth.count)));
  }
}
