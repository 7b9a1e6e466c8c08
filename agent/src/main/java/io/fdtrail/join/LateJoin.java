package io.fdtrail.join;

import io.fdtrail.event.Action;
import io.fdtrail.event.EventSink;
import io.fdtrail.event.FdEvent;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;

/**
 * Joins the ends of a message that the kernel side could not pair. With the tracepoint backend the
 * receiver may run between the queueing of a message and {@code sk_data_ready}. With every backend
 * there may be more messages in flight than the kernel's map has room for. Such a receive has no
 * sender. It waits a moment for the SEND of the same message, or for a SEND with the same {@code
 * pairing}, and follows it in the output.
 */
public final class LateJoin {
  /**
   * How long a receive waits, ns: on a busy machine a sender that is preempted after queueing takes
   * this long.
   */
  public static final long PATIENCE_NS = 200_000_000;

  private final ArrayDeque<FdEvent> waiting = new ArrayDeque<>();
  private final LateSends lateSends = new LateSends();
  private long newestBootNs;

  public void accept(FdEvent event, EventSink sink) throws IOException {
    newestBootNs = Math.max(newestBootNs, event.bootNs());
    if (isEarly(event)) {
      if (!joinLate(event, sink)) {
        waiting.add(event);
      }
      return;
    }
    sink.accept(event);
    if (event.action() == Action.SEND) {
      handOnReceivesOf(event, sink);
    }
  }

  private boolean joinLate(FdEvent receive, EventSink sink) throws IOException {
    Optional<Sent> send = receive.pairing() == 0 ? Optional.empty() : lateSends.rowFor(receive);
    if (send.isPresent()) {
      sink.accept(joined(send.get(), receive));
    }
    return send.isPresent();
  }

  private static boolean isEarly(FdEvent event) {
    return event.message() != 0
        && !event.sender().isKnown()
        && event.action() != Action.SEND
        && event.action() != Action.FAIL;
  }

  private void handOnReceivesOf(FdEvent send, EventSink sink) throws IOException {
    boolean joins = send.pairing() != 0 && lateSends.add(send);
    for (Iterator<FdEvent> receives = waiting.iterator(); receives.hasNext(); ) {
      FdEvent receive = receives.next();
      if (receive.message() == send.message() && receive.index() == send.index()) {
        receives.remove();
        sink.accept(joined(Sent.of(send), receive));
      } else if (joins && LateSends.mayBeOfOne(send, receive) && joinLate(receive, sink)) {
        receives.remove();
      }
    }
  }

  /** If the send was recorded after the receive, the time in flight is too short to measure: 0. */
  private static FdEvent joined(Sent send, FdEvent receive) {
    return receive.from(
        send.sender(), send.message(), Math.max(0, receive.bootNs() - send.bootNs()));
  }

  /**
   * Passes on receives that have waited long enough, while more records of the same time may
   * arrive.
   */
  public void expire(EventSink sink) throws IOException {
    expire(newestBootNs, sink);
  }

  /** Passes on receives that have waited long enough, when all records up to now have arrived. */
  public void expire(long nowBootNs, EventSink sink) throws IOException {
    while (!waiting.isEmpty() && nowBootNs - waiting.peek().bootNs() > PATIENCE_NS) {
      handOnOldest(sink);
    }
  }

  /** Passes on all waiting receives. */
  public void drain(EventSink sink) throws IOException {
    while (!waiting.isEmpty()) {
      handOnOldest(sink);
    }
  }

  private void handOnOldest(EventSink sink) throws IOException {
    FdEvent receive = waiting.poll();
    Optional<Sent> send = lateSends.lastRowFor(receive);
    sink.accept(send.isPresent() ? joined(send.get(), receive) : receive);
  }

  public boolean isEmpty() {
    return waiting.isEmpty();
  }
}
