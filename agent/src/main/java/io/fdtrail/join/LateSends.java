package io.fdtrail.join;

import io.fdtrail.event.Action;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Sender;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sends that the kernel side could not lead to their message: each is the send of one message with the same files and sock. */
final class LateSends {
  private static final int MOST = 65536;
  private static final long PATIENCE_NS = 10_000_000_000L;
  private static final long SHARED = 1;
  private static final long MISS_NS = 2_000_000_000; // later, the receive was of what had been sent before the trace

  /**
   * One send, row by row. {@code end} is the message that it was found to be of, at first its own; {@code alike} are those
   * of other threads that may be meant as well, when a message was found to be of one of them.
   */
  private static final class LateSend {
    private final FdEvent first;
    private final List<FdEvent> rows = new ArrayList<>(1);
    private List<LateSend> alike = List.of();
    private long end;

    LateSend(FdEvent first) {
      this.first = first;
      this.end = first.message();
    }
  }

  private static final ArrayDeque<LateSend> NONE = new ArrayDeque<>();

  private final ArrayDeque<LateSend> sends = new ArrayDeque<>();
  private final Map<Long, ArrayDeque<LateSend>> free = new HashMap<>();
  private final Map<Long, LateSend> byEnd = new HashMap<>();
  private final Map<Long, ArrayDeque<Long>> missed = new LinkedHashMap<>();
  private LateSend last;

  /** Whether both name the same socket and files: only then can the one be the other's. */
  static boolean mayBeOfOne(FdEvent send, FdEvent receive) {
    return key(send) == receive.pairing();
  }

  /**
   * Adds a row.
   *
   * @return whether a receive that waits may be its own: on a shared socket not before it has waited long enough
   */
  boolean add(FdEvent send) {
    if (last == null || last.first.message() != send.message()) {
      last = new LateSend(send);
      expire(send.bootNs());
      sends.add(last);
      byEnd.put(last.end, last);
      if (!hasMissed(send)) {
        free.computeIfAbsent(key(send), unseen -> new ArrayDeque<>(1)).add(last);
      }
    }
    last.rows.add(send);
    return !isShared(last) || last.end != last.first.message();
  }

  /** The receive has waited long enough: the send that is its own is not to be taken for another's when it comes at last. */
  private void miss(FdEvent receive) {
    if (receive.pairing() != 0 && receive.index() == 0 && receive.action() != Action.PEEK) {
      if (missed.size() >= MOST) {
        missed.remove(missed.keySet().iterator().next());
      }
      missed.computeIfAbsent(key(receive), unseen -> new ArrayDeque<>(1)).add(receive.bootNs());
    }
  }

  private boolean hasMissed(FdEvent send) {
    ArrayDeque<Long> times = missed.get(key(send));
    while (times != null) {
      long bootNs = times.remove();
      if (times.isEmpty()) {
        missed.remove(key(send));
        times = null;
      }
      if (send.bootNs() - bootNs <= MISS_NS) {
        return true;
      }
    }
    return false;
  }

  /** The row of the send that is the receive's; empty when it has not come yet, or cannot be told from another process's. */
  Optional<Sent> rowFor(FdEvent receive) {
    LateSend send = byEnd.get(receive.message());
    if (send == null) {
      send = oldestFor(receive);
      if (send == null || isShared(send)) {
        return Optional.empty();
      }
      if (receive.action() != Action.PEEK) {
        take(send, receive);
      }
    }
    return sent(send, receive);
  }

  /** The same for a receive that has waited: whoever may have sent on a shared socket has told so by now. */
  Optional<Sent> lastRowFor(FdEvent receive) {
    LateSend send = byEnd.get(receive.message());
    if (send == null && receive.pairing() != 0) {
      send = oldestFor(receive);
      if (send != null && receive.action() != Action.PEEK) {
        take(send, receive);
      }
    }
    if (send == null) {
      miss(receive);
      return Optional.empty();
    }
    return sent(send, receive);
  }

  /** What is certain of the send: of those alike, the process. */
  private static Optional<Sent> sent(LateSend send, FdEvent receive) {
    Optional<Sent> own = row(send, receive.index()).map(Sent::of);
    if (own.isEmpty() || send.alike.isEmpty()) {
      return own;
    }
    Sender sender = own.get().sender();
    for (LateSend other : send.alike) {
      sender = row(other, receive.index()).map(row -> Sent.of(row).sender()).map(sender::or).orElse(sender);
    }
    return Optional.of(
        sender.isThreadKnown() ? own.get().by(sender) : new Sent(sender, receive.message(), receive.bootNs()));
  }

  private static Optional<FdEvent> row(LateSend send, int index) {
    return send.rows.stream().filter(row -> row.index() == index).findFirst();
  }

  /** Whether others may have sent on its socket meanwhile: FDTRAIL_PAIRING_SHARED. */
  private static boolean isShared(LateSend send) {
    return (send.first.pairing() & SHARED) != 0;
  }

  private static long key(FdEvent event) {
    return event.pairing() & ~SHARED;
  }

  /** Null when there is none, or those of several processes, which is known at the second one, however many there are. */
  private LateSend oldestFor(FdEvent receive) {
    LateSend oldest = null;
    for (LateSend send : free.getOrDefault(receive.pairing(), NONE)) {
      if (isOfAnotherFile(send, receive)) {
        continue;
      }
      if (oldest != null && send.first.process().pid() != oldest.first.process().pid()) {
        return null;
      }
      oldest = oldest == null ? send : oldest;
    }
    return oldest;
  }

  /** Marks it and those of other threads that may be meant as well: what is left over is no better known. */
  private void markAlike(LateSend taken, FdEvent receive) {
    List<LateSend> alike =
        free.getOrDefault(key(taken.first), NONE).stream().filter(send -> !isOfAnotherFile(send, receive)).toList();
    if (alike.stream().anyMatch(send -> send.first.process().tid() != taken.first.process().tid())) {
      alike.forEach(send -> send.alike = alike);
    }
  }

  /** The kernel gives a file that is gone its place to the next one: what names a file by its place may mean either. */
  private static boolean isOfAnotherFile(LateSend send, FdEvent receive) {
    return row(send, receive.index())
        .filter(row -> row.file().isKnown() && receive.file().isKnown())
        .filter(row -> row.file().inode() != receive.file().inode())
        .isPresent();
  }

  private void take(LateSend send, FdEvent receive) {
    markAlike(send, receive);
    byEnd.remove(send.end);
    send.end = receive.message();
    byEnd.put(send.end, send);
    release(send);
  }

  private void release(LateSend send) {
    ArrayDeque<LateSend> alike = free.get(key(send.first));
    if (alike != null && alike.remove(send) && alike.isEmpty()) {
      free.remove(key(send.first));
    }
  }

  private void expire(long nowBootNs) {
    for (Iterator<LateSend> oldest = sends.iterator(); oldest.hasNext(); ) {
      LateSend send = oldest.next();
      if (sends.size() < MOST && nowBootNs - send.first.bootNs() <= PATIENCE_NS) {
        return;
      }
      oldest.remove();
      release(send);
      byEnd.remove(send.end);
    }
  }
}
