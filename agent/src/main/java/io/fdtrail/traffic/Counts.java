package io.fdtrail.traffic;

import io.fdtrail.event.FdEvent;

/**
 * How many descriptors were passed.
 *
 * @param sent queued to a socket
 * @param received installed in a process
 * @param dropped what went wrong: drops, and acts that were refused
 */
public record Counts(long sent, long received, long dropped) {
  static final Counts NONE = new Counts(0, 0, 0);
  private static final Counts SENT = new Counts(1, 0, 0);
  private static final Counts RECEIVED = new Counts(0, 1, 0);
  private static final Counts DROPPED = new Counts(0, 0, 1);

  static Counts of(FdEvent event) {
    return switch (event.action()) {
      case SEND -> SENT;
      case RECV, PEEK -> RECEIVED;
      case FAIL, DROP -> DROPPED;
      case GRAB, INJECT, PIDFD -> event.errno() == 0 ? RECEIVED : DROPPED;
    };
  }

  Counts plus(Counts other) {
    return new Counts(sent + other.sent, received + other.received, dropped + other.dropped);
  }

  public long all() {
    return sent + received + dropped;
  }
}
