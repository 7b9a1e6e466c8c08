package io.fdtrail.cli.output;

import io.fdtrail.event.Act;
import java.util.Set;

/**
 * Several parts of an event, compared all at once: with the C1 compiler, to ask {@link EventPart}
 * about each takes several times as many instructions.
 */
final class EventParts {
  private final boolean hasAct;
  private final boolean hasProcess;
  private final boolean hasSocket;
  private final boolean hasPlace;
  private final boolean hasFile;
  private final boolean hasSender;

  /**
   * @param parts none that is always new
   */
  EventParts(Set<EventPart> parts) {
    hasAct = parts.contains(EventPart.ACT);
    hasProcess = parts.contains(EventPart.PROCESS);
    hasSocket = parts.contains(EventPart.SOCKET);
    hasPlace = parts.contains(EventPart.PLACE);
    hasFile = parts.contains(EventPart.FILE);
    hasSender = parts.contains(EventPart.SENDER);
  }

  /** Whether these parts of both are the same. */
  boolean areShared(Act one, Act other) {
    return (!hasAct || isActShared(one, other))
        && (!hasProcess || one.process() == other.process())
        && (!hasSocket || one.socket() == other.socket())
        && (!hasPlace || isPlaceShared(one, other))
        && (!hasFile || one.file() == other.file())
        && (!hasSender || one.sender() == other.sender());
  }

  private static boolean isActShared(Act one, Act other) {
    return one.action() == other.action()
        && one.reason() == other.reason()
        && one.errno() == other.errno();
  }

  private static boolean isPlaceShared(Act one, Act other) {
    return one.fd() == other.fd()
        && one.index() == other.index()
        && one.count() == other.count()
        && one.closeOnExec() == other.closeOnExec();
  }

  /** The same for events that share these parts, and different for most others. */
  long hash(Act act) {
    long hash = 0;
    if (hasAct) {
      hash += act.action().code();
    }
    if (hasProcess) {
      hash += (long) act.process().tid() << 4;
    }
    if (hasSocket) {
      hash += act.socket().inode() << 24;
    }
    if (hasPlace) {
      hash += act.fd() + ((long) act.index() << 24);
    }
    if (hasFile) {
      hash += act.file().id();
    }
    if (hasSender) {
      hash += (long) act.sender().fd() << 48 | act.sender().pid();
    }
    return hash;
  }
}
