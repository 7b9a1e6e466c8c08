package io.fdtrail.event;

/**
 * One descriptor in one act.
 *
 * @param bootNs the time, in ns since boot, including suspended time (CLOCK_BOOTTIME)
 * @param action what happened
 * @param reason why it was dropped, {@link DropReason#NONE} for every other action
 * @param errno of a FAIL, a DROP, or a refused GRAB, INJECT or PIDFD; 0 none or unknown
 * @param process who acted
 * @param socket on which socket
 * @param message identifies the message, the same in all its events; 0 unknown
 * @param index position of the descriptor in the message, from 0
 * @param count number of descriptors in the message
 * @param fd the descriptor's number in the acting process, -1 none or unknown
 * @param closeOnExec the flag of that number, if the act created it
 * @param file what it refers to
 * @param sender who sent it; for a GRAB or INJECT whose number it was, for a PIDFD whom it names
 *     ({@link Sender#UNKNOWN} for a SEND or FAIL, and if unknown)
 * @param inFlightNs ns since the send; 0 if it is not known which send it was
 * @param pairing if the kernel side does not know the other end: a value that both ends have in
 *     common; else 0
 * @param stack of the thread that acted; {@link Stack#NONE} unless it was asked for
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
    long pairing,
    Stack stack) {
  /**
   * An act that created no number, and whose other end is known or will never be.
   *
   * @param bootNs the component of this name
   * @param action the component of this name
   * @param reason the component of this name
   * @param errno the component of this name
   * @param process the component of this name
   * @param socket the component of this name
   * @param message the component of this name
   * @param index the component of this name
   * @param count the component of this name
   * @param fd the component of this name
   * @param file the component of this name
   * @param sender the component of this name
   * @param inFlightNs the component of this name
   */
  public FdEvent(
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
      OpenFile file,
      Sender sender,
      long inFlightNs) {
    this(
        bootNs,
        action,
        reason,
        errno,
        process,
        socket,
        message,
        index,
        count,
        fd,
        CloseOnExec.UNKNOWN,
        file,
        sender,
        inFlightNs,
        0,
        Stack.NONE);
  }

  /**
   * {@return the same act by the same process, of which more is known now}
   *
   * @param known the process, and what is known of it
   */
  public FdEvent by(Process known) {
    return between(known, sender);
  }

  /**
   * {@return the same act, of whose ends more is known now} Like {@link Copy}, but for every event
   * of a trace.
   *
   * @param acting the process, and what is known of it
   * @param sending the sender, and what is known of it
   */
  public FdEvent between(Process acting, Sender sending) {
    return new FdEvent(
        bootNs,
        action,
        reason,
        errno,
        acting,
        socket,
        message,
        index,
        count,
        fd,
        closeOnExec,
        file,
        sending,
        inFlightNs,
        pairing,
        stack);
  }

  /**
   * {@return the same act, with its sender, its message and the ns since the send}
   *
   * @param found who sent it
   * @param sentMessage the message of the send
   * @param sinceNs ns since the send
   */
  public FdEvent from(Sender found, long sentMessage, long sinceNs) {
    Copy copy = new Copy();
    copy.sender = found;
    copy.message = sentMessage;
    copy.inFlightNs = sinceNs;
    copy.pairing = 0;
    return copy.event();
  }

  /**
   * {@return the same act at another time}
   *
   * @param newBootNs ns since boot
   */
  public FdEvent at(long newBootNs) {
    Copy copy = new Copy();
    copy.bootNs = newBootNs;
    return copy.event();
  }

  /**
   * {@return the same act on another socket, with another file}
   *
   * @param newSocket the other socket
   * @param newFile the other file
   */
  public FdEvent on(Sock newSocket, OpenFile newFile) {
    Copy copy = new Copy();
    copy.socket = newSocket;
    copy.file = newFile;
    return copy.event();
  }

  /**
   * {@return the same act, with the flag of the number that it created}
   *
   * @param made of the new number
   */
  public FdEvent with(CloseOnExec made) {
    Copy copy = new Copy();
    copy.closeOnExec = made;
    return copy.event();
  }

  /**
   * {@return the same act, with what led to it}
   *
   * @param calls of the thread that acted
   */
  public FdEvent after(Stack calls) {
    Copy copy = new Copy();
    copy.stack = calls;
    return copy.event();
  }

  /**
   * {@return the same act, of which the kernel side does not know the other end}
   *
   * @param inCommon a value that both ends have in common
   */
  public FdEvent unpaired(long inCommon) {
    Copy copy = new Copy();
    copy.inFlightNs = 0;
    copy.pairing = inCommon;
    return copy.event();
  }

  /** The members of this, some of which are then replaced by name. */
  private final class Copy {
    private long bootNs = FdEvent.this.bootNs;
    private Sock socket = FdEvent.this.socket;
    private long message = FdEvent.this.message;
    private CloseOnExec closeOnExec = FdEvent.this.closeOnExec;
    private OpenFile file = FdEvent.this.file;
    private Sender sender = FdEvent.this.sender;
    private long inFlightNs = FdEvent.this.inFlightNs;
    private long pairing = FdEvent.this.pairing;
    private Stack stack = FdEvent.this.stack;

    FdEvent event() {
      return new FdEvent(
          bootNs,
          action,
          reason,
          errno,
          process,
          socket,
          message,
          index,
          count,
          fd,
          closeOnExec,
          file,
          sender,
          inFlightNs,
          pairing,
          stack);
    }
  }

  /** {@return whether the acting process got a descriptor from another process} */
  public boolean isInstalled() {
    return switch (action) {
      case RECV, PEEK -> true;
      case GRAB, INJECT -> errno == 0;
      case SEND, FAIL, DROP, PIDFD -> false; // a PIDFD comes from the kernel
    };
  }

  /** {@return whether the descriptor came from somebody who is unknown} */
  public boolean lacksSender() {
    return !sender.isKnown() && (isInstalled() || action == Action.DROP);
  }

  /**
   * {@return whether it ends, or peeks at, a descriptor in flight: only such acts have a time in
   * flight}
   */
  public boolean isReceive() {
    return action == Action.RECV || action == Action.PEEK || action == Action.DROP;
  }

  /** {@return whether the time of the send is known} */
  public boolean hasTimeInFlight() {
    return isReceive() && sender.isThreadKnown();
  }
}
