package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;

import io.fdtrail.event.FdEvent;
import java.util.Arrays;

/**
 * Events whose records came again with nothing new but the time, the message and the time in
 * flight, as when one process passes the same files to another again and again. It compares whole
 * records, word by word. A direct-mapped table of what came at least twice.
 *
 * <p>Acts follow each other in the same order, mostly: then the next one is found even before its
 * parts are.
 */
final class KnownActs {
  private static final int SLOT_BITS = 7;

  private static final class Act {
    final long[] words;
    final int length;
    final int message; // the number of its word
    final int inFlight; // likewise; 0: none
    final FdEvent event;
    int next; // slot of the act that came after this

    Act(long[] words, int length, int message, int inFlight, FdEvent event) {
      this.words = words;
      this.length = length;
      this.message = message;
      this.inFlight = inFlight;
      this.event = event;
    }
  }

  private final Act[] acts = new Act[1 << SLOT_BITS];
  private final long[] seen = new long[1 << SLOT_BITS];
  private int last;

  /**
   * The event of a record like one before, if it is the one that followed the last act the last
   * time; else null.
   *
   * @param words of the record
   * @param length in bytes
   */
  FdEvent expected(long[] words, int length) {
    Act before = acts[last];
    return before == null ? null : ofSlot(before.next, words, length);
  }

  /** The event of a record like one before, or null. */
  FdEvent find(Parts parts, int length) {
    long[] words = parts.words().array();
    return ofSlot(slot(hash(parts, words)), words, length);
  }

  private FdEvent ofSlot(int slot, long[] words, int length) {
    Act act = acts[slot];
    if (act == null || act.length != length || !isLike(act, words)) {
      return null;
    }
    follow(slot);
    return again(act, words);
  }

  /** Headers of parts are compared, so the same words are always new in both. */
  private static boolean isLike(Act act, long[] words) {
    long[] known = act.words;
    known[BOOT_NS / Long.BYTES] = words[BOOT_NS / Long.BYTES];
    known[act.message] = words[act.message];
    known[act.inFlight] = act.inFlight == 0 ? known[0] : words[act.inFlight];
    return Arrays.equals(known, 0, known.length, words, 0, known.length);
  }

  private void follow(int slot) {
    Act before = acts[last];
    if (before != null) {
      before.next = slot;
    }
    last = slot;
  }

  private static FdEvent again(Act act, long[] words) {
    FdEvent event = act.event;
    return new FdEvent(
        words[BOOT_NS / Long.BYTES],
        event.action(),
        event.reason(),
        event.errno(),
        event.process(),
        event.socket(),
        words[act.message],
        event.index(),
        event.count(),
        event.fd(),
        event.closeOnExec(),
        event.file(),
        event.sender(),
        act.inFlight == 0 ? 0 : words[act.inFlight],
        event.pairing(),
        event.stack());
  }

  /** Keeps the event of a record that {@link #find} did not find, if it came before. */
  void keep(Parts parts, int length, FdEvent event) {
    if (parts.at(PART_PAIRING) != 0 || parts.at(PART_CALLER) != 0) {
      return; // these have numbers that are always new
    }
    long[] words = parts.words().array();
    long hash = hash(parts, words);
    int slot = slot(hash);
    if (seen[slot] != hash) {
      seen[slot] = hash;
      return;
    }
    int sender = parts.at(PART_SENDER);
    acts[slot] =
        new Act(
            Arrays.copyOf(words, Words.whole(length) / Long.BYTES),
            length,
            (parts.at(PART_ACT) + MESSAGE) / Long.BYTES,
            sender == 0 ? 0 : (sender + IN_FLIGHT_NS) / Long.BYTES,
            event);
    follow(slot);
  }

  /** Of the words that differ for most acts; an absent part is the head. */
  private static long hash(Parts parts, long[] words) {
    long hash = words[0] + words[parts.at(PART_ACT) >> 3];
    hash = hash * 31 + words[(parts.at(PART_PROCESS) + TID) >> 3];
    hash = hash * 31 + words[(parts.at(PART_FILE) >> 3) + FILE_ID / Long.BYTES];
    hash = hash * 31 + words[parts.at(PART_SENDER) >> 3];
    return hash * 31 + words[parts.at(PART_SOCKET) >> 3];
  }

  private static int slot(long hash) {
    return (int) ((hash * 0x9E3779B97F4A7C15L) >>> (Long.SIZE - SLOT_BITS));
  }
}
