package io.fdtrail.cli.output;

import io.fdtrail.event.Act;

/**
 * The only thing that a column is made from: an object, of which the decoder makes one for all
 * events about the same thing, or some small numbers. A switch instead of functions, because this
 * is asked several times for each act.
 */
enum EventPart {
  /** None: the line, whatever it is about. */
  LINE,
  /** The event itself, which is always a new one. */
  EVENT,
  /** The action, and what went wrong. */
  ACT,
  PROCESS,
  SOCKET,
  /** The descriptor's number, how it was made, and its index in the message. */
  PLACE,
  FILE,
  SENDER;

  /** The object, or one that stands for all events. */
  Object object(Act act) {
    return switch (this) {
      case PROCESS -> act.process();
      case SOCKET -> act.socket();
      case FILE -> act.file();
      case SENDER -> act.sender();
      case PLACE -> act.closeOnExec();
      case LINE, EVENT, ACT -> this;
    };
  }

  /** The numbers, or one that distinguishes most of the objects. */
  long number(Act act) {
    return switch (this) {
      case LINE, EVENT -> 0;
      case ACT -> (long) act.errno() << 32 | act.reason().ordinal() << 8 | act.action().ordinal();
      case PROCESS -> act.process().tid();
      case SOCKET -> act.socket().inode();
      case PLACE -> (long) act.fd() << 32 | (long) act.index() << 16 | act.count();
      case FILE -> act.file().id();
      case SENDER -> (long) act.sender().fd() << 32 | act.sender().pid();
    };
  }

  /** Whether no two events have it in common. */
  boolean isAlwaysNew() {
    return this == LINE || this == EVENT;
  }
}
