package io.fdtrail.pair;

import io.fdtrail.event.Action;
import io.fdtrail.event.EventSink;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Sender;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Joins a receive that was recorded before its send, as only the tracepoint backend can see it: the receiver may run
 * between the queueing of a message and {@code sk_data_ready}. Such a receive names its message but no sender; it waits a
 * moment for the SEND of the same message, and comes after it.
 */
public final class LateJoin {
  /** How long a receive waits, ns. */
  public static final long PATIENCE_NS = 20_000_000;

  private final ArrayDeque<FdEvent> waiting = new ArrayDeque<>();

  public void accept(FdEvent event, EventSink sink) throws IOException {
    if (isEarly(event)) {
      waiting.add(event);
      return;
    }
    sink.accept(event);
    if (event.action() == Action.SEND && !waiting.isEmpty()) {
      handOnReceivesOf(event, sink);
    }
  }

  private static boolean isEarly(FdEvent event) {
    return event.message() != 0
        && !event.sender().isKnown()
        && event.action() != Action.SEND
        && event.action() != Action.FAIL;
  }

  private void handOnReceivesOf(FdEvent send, EventSink sink) throws IOException {
    for (Iterator<FdEvent> receives = waiting.iterator(); receives.hasNext(); ) {
      FdEvent receive = receives.next();
      if (receive.message() == send.message() && receive.index() == send.index()) {
        receives.remove();
        sink.accept(joined(send, receive));
      }
    }
  }

  /** The send was recorded after the receive, so that the time in flight is below what can be told: 0. */
  private static FdEvent joined(FdEvent send, FdEvent receive) {
    var from = send.process();
    Sender sender = new Sender(from.pid(), from.tid(), from.uid(), from.comm(), send.fd(), from.followed());
    return new FdEvent(
        receive.bootNs(), receive.action(), receive.reason(), receive.errno(), receive.process(), receive.socket(),
        receive.message(), receive.index(), receive.count(), receive.fd(), receive.file(), sender,
        Math.max(0, receive.bootNs() - send.bootNs()));
  }

  /** Hands on what has waited long enough, without a sender. */
  public void expire(long nowBootNs, EventSink sink) throws IOException {
    while (!waiting.isEmpty() && nowBootNs - waiting.peek().bootNs() > PATIENCE_NS) {
      sink.accept(waiting.poll());
    }
  }

  /** Hands on all that waits. */
  public void drain(EventSink sink) throws IOException {
    while (!waiting.isEmpty()) {
      sink.accept(waiting.poll());
    }
  }

  public boolean isEmpty() {
    return waiting.isEmpty();
  }
}
