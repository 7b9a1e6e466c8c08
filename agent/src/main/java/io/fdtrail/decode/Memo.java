package io.fdtrail.decode;

/**
 * Objects that were made from the same words (a head and a tail) before. Few processes, sockets and
 * files of events are new. It is a direct-mapped table, in which a new object replaces the one at
 * its place.
 */
final class Memo<T> {
  private static final int SLOT_BITS = 7;

  private final long[][] keys = new long[1 << SLOT_BITS][];
  private final Object[] made = new Object[1 << SLOT_BITS];

  /**
   * Looks for what was kept for the same words.
   *
   * @param hash of the words, or a part of them that differs for most objects
   * @param count number of words of the head
   * @param tail where the words of the tail begin
   * @param extra another value that the object depends on
   * @return the object for these words, or null
   */
  @SuppressWarnings("unchecked") // keep() put a T there
  T find(long hash, long[] words, int from, int count, int tail, int tailCount, long extra) {
    int slot = slot(hash);
    long[] key = keys[slot];
    if (key == null || key.length != count + tailCount + 1 || key[count + tailCount] != extra) {
      return null;
    }
    for (int i = 0; i < count; i++) {
      if (key[i] != words[from + i]) {
        return null;
      }
    }
    for (int i = 0; i < tailCount; i++) {
      if (key[count + i] != words[tail + i]) {
        return null;
      }
    }
    return (T) made[slot];
  }

  /** {@link #find} for an object without a tail. */
  T find(long hash, long[] words, int from, int count, long extra) {
    return find(hash, words, from, count, 0, 0, extra);
  }

  T keep(
      long hash, long[] words, int from, int count, int tail, int tailCount, long extra, T value) {
    int slot = slot(hash);
    long[] key = new long[count + tailCount + 1];
    System.arraycopy(words, from, key, 0, count);
    System.arraycopy(words, tail, key, count, tailCount);
    key[count + tailCount] = extra;
    keys[slot] = key;
    made[slot] = value;
    return value;
  }

  T keep(long hash, long[] words, int from, int count, long extra, T value) {
    return keep(hash, words, from, count, 0, 0, extra, value);
  }

  private static int slot(long hash) {
    return (int) ((hash * 0x9E3779B97F4A7C15L) >>> (Long.SIZE - SLOT_BITS));
  }
}
