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

/**
 * Sends whose message the kernel side did not find. Each belongs to one message with the same files
 * and sock.
 */
final class LateSends {
  private static final int MOST = 65536;
  private static final long PATIENCE_NS = 10_000_000_000L;
  private static final long SHARED = 1;
  // A later send is another one: the receive's was before the trace.
  private static final long OVERDUE_NS = 2_000_000_000;

  /**
   * One send, row by row. {@code end} is the message that it was matched with, at first its own.
   * {@code alike} are the sends of other threads that the message may equally belong to.
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
  private final Map<Long, ArrayDeque<Long>> overdue = new LinkedHashMap<>();
  private LateSend last;

  /** Whether both have the same socket and files: only then can they be of the same message. */
  static boolean mayBeOfOne(FdEvent send, FdEvent receive) {
    return key(send) == receive.pairing();
  }

  /**
   * Adds a row of a send.
   *
   * @return whether a waiting receive may be matched with it now: on a shared socket it must wait
   *     its full time
   */
  boolean add(FdEvent send) {
    if (last == null || last.first.message() != send.message()) {
      last = new LateSend(send);
      expire(send.bootNs());
      sends.add(last);
      byEnd.put(last.end, last);
      if (!isOverdue(send)) {
        free.computeIfAbsent(key(send), unseen -> new ArrayDeque<>(1)).add(last);
      }
    }
    last.rows.add(send);
    return !isShared(last) || last.end != last.first.message();
  }

  /**
   * The receive has waited long enough: if its send comes later, it must not be matched with
   * another receive.
   */
  private void giveUp(FdEvent receive) {
    if (receive.pairing() != 0 && receive.index() == 0 && receive.action() != Action.PEEK) {
      if (overdue.size() >= MOST) {
        overdue.remove(overdue.keySet().iterator().next());
      }
      overdue.computeIfAbsent(key(receive), unseen -> new ArrayDeque<>(1)).add(receive.bootNs());
    }
  }

  private boolean isOverdue(FdEvent send) {
    ArrayDeque<Long> times = overdue.get(key(send));
    while (times != null) {
      long bootNs = times.remove();
      if (times.isEmpty()) {
        overdue.remove(key(send));
        times = null;
      }
      if (send.bootNs() - bootNs <= OVERDUE_NS) {
        return true;
      }
    }
    return false;
  }

  /**
   * The row of the receive's send; empty if it has not come yet, or sends of several processes are
   * alike.
   */
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

  /**
   * Like {@link #rowFor} after the full wait: by now the sends of all others on a shared socket
   * have come.
   */
  Optional<Sent> lastRowFor(FdEvent receive) {
    LateSend send = byEnd.get(receive.message());
    if (send == null && receive.pairing() != 0) {
      send = oldestFor(receive);
      if (send != null && receive.action() != Action.PEEK) {
        take(send, receive);
      }
    }
    if (send == null) {
      giveUp(receive);
      return Optional.empty();
    }
    return sent(send, receive);
  }

  /** What is certain about the send: of sends that are alike, only the process. */
  private static Optional<Sent> sent(LateSend send, FdEvent receive) {
    Optional<Sent> own = row(send, receive.index()).map(Sent::of);
    if (own.isEmpty() || send.alike.isEmpty()) {
      return own;
    }
    Sender sender = own.get().sender();
    for (LateSend other : send.alike) {
      sender =
          row(other, receive.index())
              .map(row -> Sent.of(row).sender())
              .map(sender::or)
              .orElse(sender);
    }
    return Optional.of(
        sender.isThreadKnown()
            ? own.get().by(sender)
            : new Sent(sender, receive.message(), receive.bootNs()));
  }

  private static Optional<FdEvent> row(LateSend send, int index) {
    return send.rows.stream().filter(row -> row.index() == index).findFirst();
  }

  /** Whether other processes may have sent on its socket meanwhile: FDTRAIL_PAIRING_SHARED. */
  private static boolean isShared(LateSend send) {
    return (send.first.pairing() & SHARED) != 0;
  }

  private static long key(FdEvent event) {
    return event.pairing() & ~SHARED;
  }

  /**
   * Null if there is none, or sends of several processes match; the loop ends at the second
   * process.
   */
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

  /**
   * Marks all sends that may equally be the receive's: those that remain are no more certain than
   * the one taken.
   */
  private void markAlike(LateSend taken, FdEvent receive) {
    List<LateSend> alike =
        free.getOrDefault(key(taken.first), NONE).stream()
            .filter(send -> !isOfAnotherFile(send, receive))
            .toList();
    if (alike.stream()
        .anyMatch(send -> send.first.process().tid() != taken.first.process().tid())) {
      alike.forEach(send -> send.alike = alike);
    }
  }

  /** The kernel reuses the address of a freed file, so equal addresses may mean different files. */
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
