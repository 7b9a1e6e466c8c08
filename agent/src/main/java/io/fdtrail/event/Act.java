package io.fdtrail.event;

/**
 * What happened to a descriptor: all of an event but when, and in which message. If a process
 * passes the same files to another again and again, their events share an act.
 *
 * @param action what happened
 * @param reason why it was dropped, {@link DropReason#NONE} for every other action
 * @param errno of a FAIL, a DROP, or a refused GRAB, INJECT or PIDFD; 0 none or unknown
 * @param process who acted
 * @param socket on which socket
 * @param index position of the descriptor in the message, from 0
 * @param count number of descriptors in the message
 * @param fd the descriptor's number in the acting process, -1 none or unknown
 * @param closeOnExec the flag of that number, if the act created it
 * @param file what it refers to
 * @param sender who sent it; for a GRAB or INJECT whose number it was, for a PIDFD whom it names
 *     ({@link Sender#UNKNOWN} for a SEND or FAIL, and if unknown)
 */
public record Act(
    Action action,
    DropReason reason,
    int errno,
    Process process,
    Sock socket,
    int index,
    int count,
    int fd,
    CloseOnExec closeOnExec,
    OpenFile file,
    Sender sender) {
  /** {@return a number that differs for most acts} */
  public int number() {
    return ((action.code() + process.tid()) * 31 + fd) * 31 + (int) file.id() + sender.fd() + index;
  }

  /**
   * {@return the same act, of whose ends more is known now}
   *
   * @param acting the process, and what is known of it
   * @param sending the sender, and what is known of it
   */
  public Act between(Process acting, Sender sending) {
    return new Act(
        action, reason, errno, acting, socket, index, count, fd, closeOnExec, file, sending);
  }

  Act on(Sock newSocket, OpenFile newFile) {
    return new Act(
        action, reason, errno, process, newSocket, index, count, fd, closeOnExec, newFile, sender);
  }

  Act with(CloseOnExec made) {
    return new Act(action, reason, errno, process, socket, index, count, fd, made, file, sender);
  }
}
