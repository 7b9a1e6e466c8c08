package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;

/**
 * The only thing that a column is made from: an object, of which the decoder makes one for all
 * events about the same thing, or some small numbers. A switch instead of functions, because this
 * is asked several times for each event.
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
  Object object(FdEvent event) {
    return switch (this) {
      case EVENT -> event;
      case PROCESS -> event.process();
      case SOCKET -> event.socket();
      case FILE -> event.file();
      case SENDER -> event.sender();
      case PLACE -> event.closeOnExec();
      case LINE, ACT -> this;
    };
  }

  /** The numbers, or one that distinguishes most of the objects. */
  long number(FdEvent event) {
    return switch (this) {
      case LINE, EVENT -> 0;
      case ACT ->
          (long) event.errno() << 32 | event.reason().ordinal() << 8 | event.action().ordinal();
      case PROCESS -> event.process().tid();
      case SOCKET -> event.socket().inode();
      case PLACE -> (long) event.fd() << 32 | (long) event.index() << 16 | event.count();
      case FILE -> event.file().id();
      case SENDER -> (long) event.sender().fd() << 32 | event.sender().pid();
    };
  }

  /** Whether no two events have it in common. */
  boolean isAlwaysNew() {
    return this == LINE || this == EVENT;
  }
}
