package io.fdtrail.oracle;

import java.util.List;

/**
 * A message that a thread sent or received with descriptors, as strace saw it.
 *
 * @param pid the thread's process; 0 when strace did not see the thread begin
 * @param socket the socket it did it on
 * @param hasAddress whether the message names whom it is for, so that it need not go to the
 *     socket's peer
 * @param errno of a refused send, else empty
 * @param isClosedOnExec whether the receiver asked for that
 * @param isCut whether the receiver learnt that something did not fit (MSG_CTRUNC)
 * @param isCertain whether it must have been recorded: strace may know of a call, but not how it
 *     ended
 * @param begin the line of strace on which it began
 * @param end the line of strace on which it ended
 */
record Act(
    Kind kind,
    int pid,
    int tid,
    Descriptor socket,
    boolean hasAddress,
    List<Descriptor> descriptors,
    String errno,
    boolean isClosedOnExec,
    boolean isCut,
    boolean isCertain,
    int begin,
    int end) {

  enum Kind {
    SEND,
    FAIL,
    RECV,
    PEEK
  }

  Act of(int process) {
    return new Act(
        kind,
        process,
        tid,
        socket,
        hasAddress,
        descriptors,
        errno,
        isClosedOnExec,
        isCut,
        isCertain,
        begin,
        end);
  }

  /** What two views of the same act agree on, whatever else is wrong with them. */
  String key() {
    return kind + " " + descriptors.stream().map(Descriptor::number).toList();
  }

  @Override
  public String toString() {
    String on = " on " + socket.number() + "<" + socket.what() + ">";
    return "line "
        + (end + 1)
        + ": "
        + tid
        + " "
        + key()
        + on
        + (isCut ? " MSG_CTRUNC" : "")
        + " "
        + errno;
  }
}
