package io.fdtrail.filter;

import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.EventSink;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Sock;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongUnaryOperator;

/** Lets the wanted events through. */
public final class EventFilter {
  private static final Sock UNKNOWN_SOCKET = new Sock(-1, 0, 0, 0, RawText.EMPTY);

  private final boolean choosesProcess;
  private final boolean withPeer;
  private final boolean followedOnly;
  private final EventTest process;
  private final Optional<EventTest> sender;
  private final EventTest act;
  private final HeldSends held = new HeldSends();
  private final Map<Integer, Long> ends = new ConcurrentHashMap<>();
  private long forgottenSends;

  /**
   * @param wallClock ns since boot to ns since 1970
   * @param filter of the events
   */
  public EventFilter(Filter filter, LongUnaryOperator wallClock) {
    this.choosesProcess = filter.choosesProcesses();
    this.withPeer = filter.isWithPeer();
    this.followedOnly = filter.isFollowedOnly();
    this.process = filter.process(wallClock);
    this.sender = filter.sender(wallClock);
    this.act = filter.act(wallClock);
  }

  /**
   * A process has ended: an event with its number after this time is another process's. From any
   * thread.
   *
   * @param pid its number
   * @param bootNs when, in ns since boot
   */
  public void ended(int pid, long bootNs) {
    ends.put(pid, bootNs);
  }

  /**
   * Passes the event on if it is wanted. If the other end's events are wanted too, it holds a SEND
   * until its receiver is known, and then passes it on just before the receiver's event.
   *
   * @param event the next one
   * @param sink takes what is wanted
   * @throws IOException from the sink
   */
  public void accept(FdEvent event, EventSink sink) throws IOException {
    if (!choosesProcess) {
      handOn(event, sink);
      return;
    }
    if (isOfChosen(event)) {
      Optional<FdEvent> send = received(event);
      if (send.isPresent()) {
        handOn(send.get(), sink);
      }
      handOn(event, sink);
    } else if (withPeer) {
      if (event.sender().isKnown() && isSenderWanted(event)) {
        handOn(event, sink);
      } else if (event.action() == Action.SEND) {
        held.hold(event);
      } else if (event.isReceive() && event.action() != Action.PEEK) {
        held.release(event.message(), event.index());
      }
    }
  }

  /**
   * {@return whether it passes the event on, without regard to the other end's events}
   *
   * @param event any
   */
  public boolean passes(FdEvent event) {
    return (!choosesProcess || isOfChosen(event)) && act.test(event);
  }

  private boolean isOfChosen(FdEvent event) {
    return isProcessWanted(event) || (isCollected(event) && isSenderWanted(event));
  }

  /** The garbage collector acts for no process, so its drops count as the sender's events. */
  private static boolean isCollected(FdEvent event) {
    return event.reason() == DropReason.GC && event.sender().isKnown();
  }

  private Optional<FdEvent> received(FdEvent event) {
    if (!withPeer || !event.isReceive() || !event.sender().isKnown() || isSenderWanted(event)) {
      return Optional.empty();
    }
    Optional<FdEvent> send = held.release(event.message(), event.index());
    if (send.isEmpty()
        && held.hasForgotten(event.bootNs() - event.inFlightNs())
        && isSendWanted(event)) {
      forgottenSends++;
    }
    return send;
  }

  /** Whether the SEND of a receive would be shown, as far as it is known. */
  private boolean isSendWanted(FdEvent receive) {
    Sender by = receive.sender();
    FdEvent send =
        new FdEvent(
            receive.bootNs() - receive.inFlightNs(),
            Action.SEND,
            DropReason.NONE,
            0,
            new Process(
                by.pid(), by.tid(), 0, by.uid(), by.comm(), 0, by.followed(), by.identity()),
            UNKNOWN_SOCKET,
            receive.message(),
            receive.index(),
            receive.count(),
            by.fd(),
            receive.file(),
            Sender.UNKNOWN,
            0);
    return act.test(send);
  }

  /** {@return how many held SENDs were forgotten before they turned out to be wanted} */
  public long forgottenSends() {
    return forgottenSends;
  }

  private void handOn(FdEvent event, EventSink sink) throws IOException {
    if (act.test(event)) {
      sink.accept(event);
    }
  }

  private boolean isProcessWanted(FdEvent event) {
    return (!followedOnly || event.process().followed())
        && process.test(event)
        && isStillThere(event.process().pid(), event.bootNs());
  }

  /** Nobody is wanted as a sender if more is asked than is known of senders. */
  private boolean isSenderWanted(FdEvent event) {
    return sender.isPresent()
        && (!followedOnly || event.sender().followed())
        && sender.get().test(event)
        && isStillThere(event.sender().pid(), event.bootNs() - event.inFlightNs());
  }

  private boolean isStillThere(int pid, long bootNs) {
    return ends.isEmpty() || bootNs <= ends.getOrDefault(pid, Long.MAX_VALUE);
  }
}
