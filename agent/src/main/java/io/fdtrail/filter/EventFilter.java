package io.fdtrail.filter;

import io.fdtrail.event.Action;
import io.fdtrail.event.CloseOnExec;
import io.fdtrail.event.Container;
import io.fdtrail.event.Criteria;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.EventSink;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Lets the wanted events through. */
public final class EventFilter {
  private final Criteria criteria;
  private final boolean choosesProcess;
  private final HeldSends held = new HeldSends();
  private final Map<Integer, Long> ends = new ConcurrentHashMap<>();
  private long forgottenSends;

  public EventFilter(Criteria criteria) {
    this.criteria = criteria;
    this.choosesProcess = criteria.chooseProcess();
  }

  /**
   * A process has ended: an event with its number after this time is another process's. From any
   * thread.
   */
  public void ended(int pid, long bootNs) {
    ends.put(pid, bootNs);
  }

  /**
   * Passes the event on if it is wanted. If the other end's events are wanted too, it holds a SEND
   * until its receiver is known, and then passes it on just before the receiver's event.
   */
  public void accept(FdEvent event, EventSink sink) throws IOException {
    if (!choosesProcess) {
      handOn(event, sink);
      return;
    }
    if (isWanted(event.process(), event.bootNs())
        || (isCollected(event) && isSenderWanted(event))) {
      Optional<FdEvent> send = received(event);
      if (send.isPresent()) {
        handOn(send.get(), sink);
      }
      handOn(event, sink);
    } else if (criteria.withPeer()) {
      if (event.sender().isKnown() && isSenderWanted(event)) {
        handOn(event, sink);
      } else if (event.action() == Action.SEND) {
        held.hold(event);
      } else if (event.isReceive() && event.action() != Action.PEEK) {
        held.release(event.message(), event.index());
      }
    }
  }

  /** The garbage collector acts for no process, so its drops count as the sender's events. */
  private static boolean isCollected(FdEvent event) {
    return event.reason() == DropReason.GC && event.sender().isKnown();
  }

  private Optional<FdEvent> received(FdEvent event) {
    if (!criteria.withPeer()
        || !event.isReceive()
        || !event.sender().isKnown()
        || isSenderWanted(event)) {
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

  private boolean isSendWanted(FdEvent receive) {
    boolean mayBeSend =
        !criteria.failedOnly() && !criteria.inheritableOnly() && isWantedAction(Action.SEND);
    return mayBeSend && isWantedKind(receive);
  }

  /** How many held SENDs were forgotten before they turned out to be wanted. */
  public long forgottenSends() {
    return forgottenSends;
  }

  private void handOn(FdEvent event, EventSink sink) throws IOException {
    if (isWantedAct(event)) {
      sink.accept(event);
    }
  }

  private boolean isWantedAct(FdEvent event) {
    if (criteria.failedOnly() && !isFailure(event)) {
      return false;
    }
    if (criteria.inheritableOnly() && event.closeOnExec() != CloseOnExec.CLEAR) {
      return false;
    }
    return isWantedAction(event.action()) && isWantedKind(event);
  }

  private boolean isWantedAction(Action action) {
    return criteria.actions().isEmpty() || criteria.actions().contains(action);
  }

  private boolean isWantedKind(FdEvent event) {
    return criteria.kinds().isEmpty() || isWantedKind(event.file().kind().word());
  }

  private static boolean isFailure(FdEvent event) {
    return switch (event.action()) {
      case FAIL, DROP -> true;
      case GRAB, INJECT, PIDFD -> event.errno() != 0;
      case SEND, RECV, PEEK -> false;
    };
  }

  private boolean isWantedKind(String kind) {
    int colon = kind.indexOf(':');
    return criteria.kinds().contains(kind)
        || (colon > 0
            && (criteria.kinds().contains(kind.substring(0, colon))
                || criteria.kinds().contains(kind.substring(0, colon + 1))));
  }

  private boolean isWanted(Process process, long bootNs) {
    return isWanted(process.tid(), process.uid(), process.comm(), process.followed())
        && isChosen(process.pid(), bootNs)
        && (criteria.containers().isEmpty() || isIn(process.container()));
  }

  private boolean isChosen(int pid, long bootNs) {
    return criteria.pids().isEmpty()
        || (criteria.pids().contains(pid) && bootNs <= ends.getOrDefault(pid, Long.MAX_VALUE));
  }

  private boolean isIn(Container container) {
    return criteria.containers().stream().anyMatch(container::hasId);
  }

  /**
   * Nobody is wanted as a sender if containers are chosen, because a sender's container is unknown.
   */
  private boolean isSenderWanted(FdEvent event) {
    Sender sender = event.sender();
    return criteria.containers().isEmpty()
        && isWanted(sender.tid(), sender.uid(), sender.comm(), sender.followed())
        && isChosen(sender.pid(), event.bootNs() - event.inFlightNs());
  }

  private boolean isWanted(int tid, int uid, RawText comm, boolean followed) {
    return (criteria.tids().isEmpty() || criteria.tids().contains(tid))
        && (criteria.uids().isEmpty() || criteria.uids().contains(uid))
        && (!criteria.followedOnly() || followed)
        && (criteria.comm().isEmpty() || criteria.comm().get().matcher(comm.toString()).find());
  }
}
