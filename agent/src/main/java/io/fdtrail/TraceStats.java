package io.fdtrail;

import io.fdtrail.kernel.LossReason;
import java.io.IOException;
import java.util.function.ToLongFunction;

/** How much was reported, and how much was lost. */
public final class TraceStats {
  private static final LossReason[] REASONS = LossReason.values();

  private final long[] reported = new long[REASONS.length];
  private long events;
  private long unreadable;

  /** Of a trace that has not reported anything yet. */
  public TraceStats() {}

  /** {@return events handed to the listener} */
  public long events() {
    return events;
  }

  /**
   * {@return losses for this reason since the start}
   *
   * @param reason for which this counts
   */
  public long lost(LossReason reason) {
    return reported[reason.ordinal()];
  }

  void countEvent() {
    events++;
  }

  /** Counts a record that we cannot decode. */
  void countUnreadable() {
    unreadable++;
  }

  /**
   * Reports to the listener what was lost since the last time.
   *
   * @param kernel what the kernel side has lost since the start
   * @param forgottenSends rows that the filter has lost since the start
   */
  void reportLosses(ToLongFunction<LossReason> kernel, long forgottenSends, TraceListener listener)
      throws IOException {
    for (LossReason reason : REASONS) {
      long ours =
          reason == LossReason.UNREADABLE
              ? unreadable
              : reason == LossReason.SENDS_FORGOTTEN ? forgottenSends : 0;
      long total = kernel.applyAsLong(reason) + ours;
      long before = reported[reason.ordinal()];
      if (total > before) {
        reported[reason.ordinal()] = total;
        listener.lost(reason, total - before, total);
      }
    }
  }
}
