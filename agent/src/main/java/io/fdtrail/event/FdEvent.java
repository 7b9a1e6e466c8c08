package io.fdtrail.event;

/**
 * One descriptor in one act.
 *
 * @param bootNs when, in ns since boot, suspended time included (CLOCK_BOOTTIME)
 * @param action what happened
 * @param reason why it was dropped, {@link DropReason#NONE} for every other action
 * @param errno of a FAIL, a DROP, or a refused GRAB, INJECT or PIDFD, 0 none or unknown
 * @param process who acted
 * @param socket on which socket
 * @param message names the message, the same in all its events; 0 unknown
 * @param index of the descriptor in the message, from 0
 * @param count of descriptors in the message
 * @param fd the descriptor's number in the acting process, -1 none or unknown
 * @param closeOnExec how that number was made, where the act made one
 * @param file what it refers to
 * @param sender who sent it or, of a GRAB or INJECT, whose number it was, of a PIDFD, whom it names
 *     ({@link Sender#UNKNOWN} for a SEND or FAIL, and when not known)
 * @param inFlightNs since the send, 0 when it is not known which that was
 * @param pairing when the kernel side does not know the other end: what both ends of a message have in common; else 0
 */
public record FdEvent(
    long bootNs,
    Action action,
    DropReason reason,
    int errno,
    Process process,
    Sock socket,
    long message,
    int index,
    int count,
    int fd,
    CloseOnExec closeOnExec,
    OpenFile file,
    Sender sender,
    long inFlightNs,
    long pairing) {
  /** An act whose other end is known, or will not be, and which made no number. */
  public FdEvent(
      long bootNs, Action action, DropReason reason, int errno, Process process, Sock socket, long message, int index,
      int count, int fd, OpenFile file, Sender sender, long inFlightNs) {
    this(
        bootNs, action, reason, errno, process, socket, message, index, count, fd, CloseOnExec.UNKNOWN, file, sender,
        inFlightNs, 0);
  }

  /** The same act, by the same process of which more is known. */
  public FdEvent by(Process known) {
    return new FdEvent(
        bootNs, action, reason, errno, known, socket, message, index, count, fd, closeOnExec, file, sender, inFlightNs,
        pairing);
  }

  /** The same act, of this message, which was sent by this thread so many ns before. */
  public FdEvent from(Sender found, long sentMessage, long sinceNs) {
    return new FdEvent(
        bootNs, action, reason, errno, process, socket, sentMessage, index, count, fd, closeOnExec, file, found,
        sinceNs, 0);
  }

  public FdEvent at(long newBootNs) {
    return new FdEvent(
        newBootNs, action, reason, errno, process, socket, message, index, count, fd, closeOnExec, file, sender, inFlightNs,
        pairing);
  }

  public FdEvent on(Sock newSocket, OpenFile newFile) {
    return new FdEvent(
        bootNs, action, reason, errno, process, newSocket, message, index, count, fd, closeOnExec, newFile, sender, inFlightNs,
        pairing);
  }

  /** By a number that was made like this. */
  public FdEvent with(CloseOnExec made) {
    return new FdEvent(
        bootNs, action, reason, errno, process, socket, message, index, count, fd, made, file, sender, inFlightNs, pairing);
  }

  /** Of which the kernel side does not know the other end. */
  public FdEvent unpaired(long inCommon) {
    return new FdEvent(
        bootNs, action, reason, errno, process, socket, message, index, count, fd, closeOnExec, file, sender, 0, inCommon);
  }

  /** Whether the acting process has got a descriptor from another. */
  public boolean isInstalled() {
    return switch (action) {
      case RECV, PEEK -> true;
      case GRAB, INJECT -> errno == 0;
      case SEND, FAIL, DROP, PIDFD -> false; // the last is the kernel's
    };
  }

  /** Whether it is not known whose the descriptor was. */
  public boolean lacksSender() {
    return !sender.isKnown() && (isInstalled() || action == Action.DROP);
  }

  /** Whether it is the fate of what was in flight: only this has a time in flight. */
  public boolean isReceive() {
    return action == Action.RECV || action == Action.PEEK || action == Action.DROP;
  }

  /** Whether it is known when it was sent. */
  public boolean hasTimeInFlight() {
    return isReceive() && sender.isThreadKnown();
  }
}
