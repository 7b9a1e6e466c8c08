package io.fdtrail.traffic;

import java.util.OptionalLong;

/** Times in ns, each as one of four within a power of two. */
public final class Latencies {
  private static final int PARTS = 4;
  private static final int PART_BITS = 2;
  private static final int PERCENT = 100;

  private final int[] counts = new int[PARTS * (Long.SIZE - 1)];
  private long count;

  public void add(long nanos) {
    counts[place(Math.max(0, nanos))]++;
    count++;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** The middle of those times of which so many percent, or their last one, are shorter. */
  public OptionalLong percentile(int percent) {
    long rank = (count * percent + PERCENT - 1) / PERCENT;
    for (int i = 0; i < counts.length && rank > 0; i++) {
      rank -= counts[i];
      if (rank <= 0) {
        return OptionalLong.of(middle(i));
      }
    }
    return OptionalLong.empty();
  }

  private static int place(long nanos) {
    if (nanos < PARTS) {
      return (int) nanos;
    }
    int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
    return (power - 1) * PARTS + (int) (nanos >>> (power - PART_BITS) & (PARTS - 1));
  }

  private static long middle(int place) {
    if (place < 2 * PARTS) {
      return place;
    }
    int shift = place / PARTS + 1 - PART_BITS;
    long least = (long) (PARTS + place % PARTS) << shift;
    return least + (1L << shift) / 2;
  }
}
