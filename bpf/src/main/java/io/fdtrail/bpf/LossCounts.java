package io.fdtrail.bpf;

import io.fdtrail.kernel.LossReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How much was lost since the start, by reason. */
public final class LossCounts {
  static final LossCounts NONE = new LossCounts(new long[LossReason.values().length]);

  /** The members of struct fdtrail_counters in its order: a 64-bit number each. */
  enum Counter {
    RING_FULL(LossReason.RING_FULL),
    TRANSFERS_FULL(LossReason.MESSAGES_FULL),
    DESCRIPTORS_FULL(LossReason.MESSAGES_FULL),
    RECEIVES_FULL(LossReason.CALLS_FULL),
    CALLS_FULL(LossReason.CALLS_FULL),
    UNSEARCHED(LossReason.CALLS_FULL),
    FOLLOWED_FULL(LossReason.FOLLOWED_FULL),
    MISSED_RETURNS(LossReason.MISSED_RETURN),
    SKIPPED_RUNS(LossReason.SKIPPED),
    UNREADABLE(LossReason.UNREADABLE),
    QUEUES_MOVED(LossReason.QUEUE_MOVED),
    QUEUES_LONG(LossReason.QUEUE_LONG),
    /** Not a loss before the end: see {@link BpfObject#detach}. */
    CALLS_OPEN(LossReason.MISSED_RETURN),
    SPLICED(LossReason.SPLICED);

    private static final Counter[] ALL = values();

    private final LossReason reason;

    Counter(LossReason reason) {
      this.reason = reason;
    }

    int offset() {
      return ordinal() * Long.BYTES;
    }
  }

  private final long[] counts;

  private LossCounts(long[] counts) {
    this.counts = counts;
  }

  /**
   * Adds up the counts by reason.
   *
   * @param skipped program runs that the kernel reports as skipped: at least those that were missed
   * @param unreturned calls that are open at the end, 0 before it
   */
  static LossCounts read(ByteBuffer counters, long skipped, long unreturned) {
    long[] counts = new long[NONE.counts.length];
    for (Counter counter : Counter.ALL) {
      counts[counter.reason.ordinal()] +=
          counter == Counter.CALLS_OPEN ? unreturned : read(counters, counter);
    }
    int skips = LossReason.SKIPPED.ordinal();
    counts[skips] = Math.max(counts[skips], skipped);
    return new LossCounts(counts);
  }

  static long openCalls(ByteBuffer counters) {
    return read(counters, Counter.CALLS_OPEN);
  }

  private static long read(ByteBuffer counters, Counter counter) {
    return counters.duplicate().order(ByteOrder.LITTLE_ENDIAN).getLong(counter.offset());
  }

  public long of(LossReason reason) {
    return counts[reason.ordinal()];
  }

  public long total() {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }
}
