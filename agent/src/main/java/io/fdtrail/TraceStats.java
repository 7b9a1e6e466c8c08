package io.fdtrail;

import io.fdtrail.bpf.LossReason;
import java.io.IOException;
import java.util.function.ToLongFunction;

/** How much was told, and how much was lost. */
public final class TraceStats {
  private static final LossReason[] REASONS = LossReason.values();

  private final long[] told = new long[REASONS.length];
  private long events;
  private long unreadable;

  /** Events handed to the listener. */
  public long events() {
    return events;
  }

  /** What was lost for a reason since the start. */
  public long lost(LossReason reason) {
    return told[reason.ordinal()];
  }

  void countEvent() {
    events++;
  }

  /** A record that is not one of ours. */
  void countUnreadable() {
    unreadable++;
  }

  /**
   * Tells what was lost since the last time.
   *
   * @param counts what the kernel side lost for a reason since the start
   */
  void tellLosses(ToLongFunction<LossReason> counts, TraceListener listener) throws IOException {
    for (LossReason reason : REASONS) {
      long total = counts.applyAsLong(reason) + (reason == LossReason.UNREADABLE ? unreadable : 0);
      long before = told[reason.ordinal()];
      if (total > before) {
        told[reason.ordinal()] = total;
        listener.lost(reason, total - before, total);
      }
    }
  }
}
