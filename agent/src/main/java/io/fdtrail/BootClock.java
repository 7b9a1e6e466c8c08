package io.fdtrail;

import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/**
 * Converts the clock of the records, ns since boot, to the wall clock, which may be set while we
 * run.
 */
public final class BootClock implements LongUnaryOperator {
  private static final long NANOS = 1_000_000_000;
  private static final long SAMPLE_NS = NANOS;

  private final LongSupplier bootNanos;
  private final LongSupplier wallNanos;
  private long offset;
  private long sampled;
  private boolean stands;

  BootClock(LongSupplier bootNanos) {
    this(bootNanos, BootClock::wallNow);
  }

  /**
   * @param bootNanos CLOCK_BOOTTIME
   * @param wallNanos ns since 1970
   */
  BootClock(LongSupplier bootNanos, LongSupplier wallNanos) {
    this.bootNanos = bootNanos;
    this.wallNanos = wallNanos;
    sample();
  }

  /** {@return the present time in ns since 1970} */
  public static long wallNow() {
    Instant now = Instant.now();
    return now.getEpochSecond() * NANOS + now.getNano();
  }

  /**
   * We read the two clocks one after the other, and may be preempted in between. So we keep the
   * present offset as long as it can be right, and the time goes back only when the wall clock is
   * set.
   */
  private void sample() {
    long before = bootNanos.getAsLong();
    long wall = wallNanos.getAsLong();
    sampled = bootNanos.getAsLong();
    if (offset < wall - sampled || offset > wall - before) {
      offset = wall - before - (sampled - before) / 2;
    }
  }

  /**
   * {@return a clock that moves only by {@link #set}, for events of the past}
   *
   * @param bootNs its time, in ns since boot
   * @param offset from the clock of the records to the wall clock, ns
   */
  public static BootClock standing(long bootNs, long offset) {
    BootClock clock = new BootClock(() -> bootNs, () -> bootNs + offset);
    clock.stands = true;
    return clock;
  }

  /**
   * From now on it moves only by this and {@link #set}: what is recorded of it is then all that
   * anybody saw of it.
   */
  void step() {
    stands = true;
    sample();
  }

  /**
   * Moves a clock that stands.
   *
   * @param bootNs its time, in ns since boot
   * @param wallOffset from the clock of the records to the wall clock, ns
   */
  public void set(long bootNs, long wallOffset) {
    sampled = bootNs;
    offset = wallOffset;
  }

  /** From the clock of the records to the wall clock, ns. */
  long offset() {
    return offset;
  }

  /** {@return the present time of the records' clock, or that of the last step} */
  public long now() {
    return stands ? sampled : bootNanos.getAsLong();
  }

  /** Converts ns since boot to ns since 1970, by the wall clock of about that time. */
  @Override
  public long applyAsLong(long bootNs) {
    if (!stands && bootNs - sampled > SAMPLE_NS) {
      sample();
    }
    return bootNs + offset;
  }
}
