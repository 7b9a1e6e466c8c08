package io.fdtrail.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How much was lost since the start, by reason. */
public final class LossCounts {
  static final LossCounts NONE = new LossCounts(new long[LossReason.values().length]);

  /** struct fdtrail_counters, in its order: a 64-bit number each. */
  enum Counter {
    RING_FULL(LossReason.RING_FULL),
    TRANSFERS_FULL(LossReason.MAP_FULL),
    DESCRIPTORS_FULL(LossReason.MAP_FULL),
    RECEIVES_FULL(LossReason.MAP_FULL),
    FOLLOWED_FULL(LossReason.MAP_FULL),
    CALLS_FULL(LossReason.MAP_FULL),
    MISSED_RETURNS(LossReason.MISSED_RETURN),
    QUEUES_MOVED(LossReason.QUEUE_MOVED),
    QUEUES_LONG(LossReason.QUEUE_LONG);

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

  /** @param skipped program runs that the kernel skipped */
  static LossCounts read(ByteBuffer counters, long skipped) {
    ByteBuffer ordered = counters.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    long[] counts = new long[NONE.counts.length];
    for (Counter counter : Counter.ALL) {
      counts[counter.reason.ordinal()] += ordered.getLong(counter.offset());
    }
    counts[LossReason.SKIPPED.ordinal()] = skipped;
    return new LossCounts(counts);
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
