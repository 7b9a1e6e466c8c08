package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;

import io.fdtrail.event.Act;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Stack;
import java.util.Arrays;

/**
 * Acts whose records came again with nothing new but the time, the message and the time in flight,
 * as when one process passes the same files to another again and again. It compares whole records,
 * word by word. A direct-mapped table of what came at least twice.
 *
 * <p>Acts follow each other in the same order, mostly: then the next one is found even before its
 * parts are.
 */
final class KnownActs {
  private static final int SLOT_BITS = 7;

  private static final class Known {
    final long[] words;
    final int length;
    final int message; // the number of its word
    final int inFlight; // likewise; 0: none
    final Act act;
    int next; // slot of the act that came after this

    Known(long[] words, int length, int message, int inFlight, Act act) {
      this.words = words;
      this.length = length;
      this.message = message;
      this.inFlight = inFlight;
      this.act = act;
    }
  }

  private final Known[] acts = new Known[1 << SLOT_BITS];
  private final long[] seen = new long[1 << SLOT_BITS];
  private int last;

  /**
   * The event of a record like one before, if it is the one that followed the last act the last
   * time; else null.
   *
   * @param words of the record
   * @param length in bytes
   */
  FdEvent expected(Words words, int length) {
    Known before = acts[last];
    return before == null ? null : ofSlot(before.next, words, length);
  }

  /**
   * The event of a record like one before, or null.
   *
   * @param hash of the record
   */
  FdEvent find(long hash, Words words, int length) {
    return ofSlot(slot(hash), words, length);
  }

  private FdEvent ofSlot(int slot, Words words, int length) {
    Known known = acts[slot];
    if (known == null || known.length != length) {
      return null;
    }
    long[] array = words.array();
    int start = words.place(0);
    if (!isLike(known, array, start)) {
      return null;
    }
    follow(slot);
    return new FdEvent(
        array[start + BOOT_NS / Long.BYTES],
        known.act,
        array[start + known.message],
        known.inFlight == 0 ? 0 : array[start + known.inFlight],
        0,
        Stack.NONE);
  }

  /** Headers of parts are compared, so the same words are always new in both. */
  private static boolean isLike(Known known, long[] array, int start) {
    long[] words = known.words;
    words[BOOT_NS / Long.BYTES] = array[start + BOOT_NS / Long.BYTES];
    words[known.message] = array[start + known.message];
    words[known.inFlight] = known.inFlight == 0 ? words[0] : array[start + known.inFlight];
    return Arrays.equals(words, 0, words.length, array, start, start + words.length);
  }

  private void follow(int slot) {
    Known before = acts[last];
    if (before != null) {
      before.next = slot;
    }
    last = slot;
  }

  /** Keeps the act of a record that {@link #find} did not find, if it came before. */
  void keep(long hash, Parts parts, int length, Act act) {
    if (parts.at(PART_PAIRING) != 0 || parts.at(PART_CALLER) != 0) {
      return; // these have numbers that are always new
    }
    int slot = slot(hash);
    if (seen[slot] != hash) {
      seen[slot] = hash;
      return;
    }
    Words words = parts.words();
    int sender = parts.at(PART_SENDER);
    acts[slot] =
        new Known(
            Arrays.copyOfRange(words.array(), words.place(0), words.place(Words.whole(length))),
            length,
            (parts.at(PART_ACT) + MESSAGE) / Long.BYTES,
            sender == 0 ? 0 : (sender + IN_FLIGHT_NS) / Long.BYTES,
            act);
    follow(slot);
  }

  /** Of the words that differ for most acts; an absent part is the head. */
  static long hash(Parts parts) {
    Words words = parts.words();
    long[] array = words.array();
    int start = words.place(0);
    long hash = array[start] + array[start + (parts.at(PART_ACT) >> 3)];
    hash = hash * 31 + array[start + ((parts.at(PART_PROCESS) + TID) >> 3)];
    hash = hash * 31 + array[start + (parts.at(PART_FILE) >> 3) + FILE_ID / Long.BYTES];
    hash = hash * 31 + array[start + (parts.at(PART_SENDER) >> 3)];
    return hash * 31 + array[start + (parts.at(PART_SOCKET) >> 3)];
  }

  private static int slot(long hash) {
    return (int) ((hash * 0x9E3779B97F4A7C15L) >>> (Long.SIZE - SLOT_BITS));
  }
}
