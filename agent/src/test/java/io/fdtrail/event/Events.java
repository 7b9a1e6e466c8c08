package io.fdtrail.event;

/**
 * Events for tests: of a descriptor of {@code /dev/null} that {@link #CLIENT} sends and {@link
 * #BUS} receives.
 */
public final class Events {
  public static final Process CLIENT = process(100, "client");
  public static final Process BUS = process(200, "dbus-broker");
  public static final OpenFile NULL = file("/dev/null", "chr");

  private Events() {}

  /** A process of one thread. Its user is 10 times its number. */
  public static Process process(int pid, String comm) {
    return new Process(pid, pid, 0, 10 * pid, RawText.of(comm), 0, false);
  }

  public static Sock socket(long inode, long peerInode) {
    return new Sock(7, inode, peerInode, 1, RawText.EMPTY);
  }

  public static OpenFile file(String name, String kind) {
    return new OpenFile(
        RawText.of(name), false, new FileKind(kind), 5, 4, 0, 0, 0, false, 1, 0, RawText.EMPTY);
  }

  /** A regular file. */
  public static OpenFile file(long id, long inode) {
    return new OpenFile(
        RawText.of("/x"),
        false,
        new FileKind("reg"),
        8,
        inode,
        0,
        0,
        0,
        false,
        id,
        0,
        RawText.EMPTY);
  }

  public static FdEvent send(Process by, long message, int index) {
    return of(by, Action.SEND, DropReason.NONE, message, index, NULL, Sender.UNKNOWN);
  }

  public static FdEvent recv(Process by, long message, int index, Sender sender) {
    return of(by, Action.RECV, DropReason.NONE, message, index, NULL, sender);
  }

  /** By a server, from the number 4 of a process of this name. */
  public static FdEvent reception(int pid, int fd, OpenFile file, String sender, long bootNs) {
    return new FdEvent(
        bootNs,
        Action.RECV,
        DropReason.NONE,
        0,
        process(pid, "server"),
        socket(0, 0),
        1,
        0,
        1,
        fd,
        file,
        new Sender(100, 100, 0, RawText.of(sender), 4, false),
        0);
  }

  public static FdEvent of(
      Process by,
      Action action,
      DropReason reason,
      long message,
      int index,
      OpenFile file,
      Sender sender) {
    return new FdEvent(
        1000, action, reason, 0, by, socket(11, 12), message, index, 1, 3, file, sender, 0);
  }

  /** The process as a sender of descriptor 3. */
  public static Sender sender(Process process) {
    return new Sender(
        process.pid(), process.tid(), process.uid(), process.comm(), 3, process.followed());
  }
}
