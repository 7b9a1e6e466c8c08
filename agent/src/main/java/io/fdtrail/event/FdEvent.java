package io.fdtrail.event;

/**
 * One descriptor in one act.
 *
 * @param bootNs the time, in ns since boot, including suspended time (CLOCK_BOOTTIME)
 * @param act what happened
 * @param message identifies the message, the same in all its events; 0 unknown
 * @param inFlightNs ns since the send; 0 if it is not known which send it was
 * @param pairing if the kernel side does not know the other end: a value that both ends have in
 *     common; else 0
 * @param stack of the thread that acted; {@link Stack#NONE} unless it was asked for
 */
public record FdEvent(
    long bootNs, Act act, long message, long inFlightNs, long pairing, Stack stack) {
  /**
   * An act that created no number, and whose other end is known or will never be.
   *
   * @param bootNs the component of this name
   * @param action of the act, like the others
   * @param reason the act's component of this name
   * @param errno the act's component of this name
   * @param process the act's component of this name
   * @param socket the act's component of this name
   * @param message the component of this name
   * @param index the act's component of this name
   * @param count the act's component of this name
   * @param fd the act's component of this name
   * @param file the act's component of this name
   * @param sender the act's component of this name
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
        new Act(
            action,
            reason,
            errno,
            process,
            socket,
            index,
            count,
            fd,
            CloseOnExec.UNKNOWN,
            file,
            sender),
        message,
        inFlightNs,
        0,
        Stack.NONE);
  }

  /** {@return the act's component of this name} */
  public Action action() {
    return act.action();
  }

  /** {@return the act's component of this name} */
  public DropReason reason() {
    return act.reason();
  }

  /** {@return the act's component of this name} */
  public int errno() {
    return act.errno();
  }

  /** {@return the act's component of this name} */
  public Process process() {
    return act.process();
  }

  /** {@return the act's component of this name} */
  public Sock socket() {
    return act.socket();
  }

  /** {@return the act's component of this name} */
  public int index() {
    return act.index();
  }

  /** {@return the act's component of this name} */
  public int count() {
    return act.count();
  }

  /** {@return the act's component of this name} */
  public int fd() {
    return act.fd();
  }

  /** {@return the act's component of this name} */
  public CloseOnExec closeOnExec() {
    return act.closeOnExec();
  }

  /** {@return the act's component of this name} */
  public OpenFile file() {
    return act.file();
  }

  /** {@return the act's component of this name} */
  public Sender sender() {
    return act.sender();
  }

  /**
   * {@return the same event, of whose act more is known now}
   *
   * @param known the act, and what is known of it
   */
  public FdEvent of(Act known) {
    return new FdEvent(bootNs, known, message, inFlightNs, pairing, stack);
  }

  /**
   * {@return the same act by the same process, of which more is known now}
   *
   * @param known the process, and what is known of it
   */
  public FdEvent by(Process known) {
    return of(act.between(known, sender()));
  }

  /**
   * {@return the same act, with its sender, its message and the ns since the send}
   *
   * @param found who sent it
   * @param sentMessage the message of the send
   * @param sinceNs ns since the send
   */
  public FdEvent from(Sender found, long sentMessage, long sinceNs) {
    return new FdEvent(bootNs, act.between(process(), found), sentMessage, sinceNs, 0, stack);
  }

  /**
   * {@return the same act at another time}
   *
   * @param newBootNs ns since boot
   */
  public FdEvent at(long newBootNs) {
    return new FdEvent(newBootNs, act, message, inFlightNs, pairing, stack);
  }

  /**
   * {@return the same act on another socket, with another file}
   *
   * @param newSocket the other socket
   * @param newFile the other file
   */
  public FdEvent on(Sock newSocket, OpenFile newFile) {
    return of(act.on(newSocket, newFile));
  }

  /**
   * {@return the same act, with the flag of the number that it created}
   *
   * @param made of the new number
   */
  public FdEvent with(CloseOnExec made) {
    return of(act.with(made));
  }

  /**
   * {@return the same act, with what led to it}
   *
   * @param calls of the thread that acted
   */
  public FdEvent after(Stack calls) {
    return new FdEvent(bootNs, act, message, inFlightNs, pairing, calls);
  }

  /**
   * {@return the same act, of which the kernel side does not know the other end}
   *
   * @param inCommon a value that both ends have in common
   */
  public FdEvent unpaired(long inCommon) {
    return new FdEvent(bootNs, act, message, 0, inCommon, stack);
  }

  /** {@return whether the acting process got a descriptor from another process} */
  public boolean isInstalled() {
    return switch (action()) {
      case RECV, PEEK -> true;
      case GRAB, INJECT -> errno() == 0;
      case SEND, FAIL, DROP, PIDFD -> false; // a PIDFD comes from the kernel
    };
  }

  /** {@return whether the descriptor came from somebody who is unknown} */
  public boolean lacksSender() {
    return !sender().isKnown() && (isInstalled() || action() == Action.DROP);
  }

  /**
   * {@return whether it ends, or peeks at, a descriptor in flight: only such acts have a time in
   * flight}
   */
  public boolean isReceive() {
    return action() == Action.RECV || action() == Action.PEEK || action() == Action.DROP;
  }

  /** {@return whether the time of the send is known} */
  public boolean hasTimeInFlight() {
    return isReceive() && sender().isThreadKnown();
  }
}
