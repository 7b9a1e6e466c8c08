package io.fdtrail.decode;

/**
 * What was made of the same words, of a head and a tail, before: of the processes, sockets and files that events are about, few are new. A
 * direct-mapped table; what is made anew takes the place of what was there.
 */
final class Memo<T> {
  private static final int SLOT_BITS = 7;

  private final long[][] keys = new long[1 << SLOT_BITS][];
  private final Object[] made = new Object[1 << SLOT_BITS];

  /**
   * @param hash of the words, or a part that tells most of them apart
   * @param count of the words of the head
   * @param tail where the words of the tail begin
   * @param extra what the object depends on besides the words
   * @return what was kept for these words, or null
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

  /** {@link #find} of what has no tail. */
  T find(long hash, long[] words, int from, int count, long extra) {
    return find(hash, words, from, count, 0, 0, extra);
  }

  T keep(long hash, long[] words, int from, int count, int tail, int tailCount, long extra, T value) {
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
    return (int) (hash * 0x9E3779B97F4A7C15L >>> Long.SIZE - SLOT_BITS);
  }
}
