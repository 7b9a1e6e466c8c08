package io.fdtrail.os;

/** An open descriptor that is written to as far as there is room, and never held up by who does not read. */
public final class Outlet {
  /** As in outlet.c. */
  private static final int PLAIN = 0;
  private static final int OURS = 2;
  private static final int SHARED = 3;

  private final int fd;
  private final int way;

  private Outlet(int fd, int way) {
    this.fd = fd;
    this.way = way;
  }

  /** @throws SystemException when the library cannot be loaded */
  public static Outlet of(int fd) throws SystemException {
    NativeLibrary.load();
    int way = SystemException.check(wayOf0(fd), "fstat");
    int ours = way == SHARED ? openOnceMore0(fd) : -1;
    return ours < 0 ? new Outlet(fd, way) : new Outlet(ours, OURS);
  }

  /** Whether there is somebody who may not read: it is a pipe, a socket or a terminal. */
  public boolean mayBlock() {
    return way != PLAIN;
  }

  /**
   * Writes; what is taken ends with a line, unless that is longer than {@code PIPE_BUF}.
   *
   * @return how many bytes were taken, or, when none was, -errno: {@link Errno#EAGAIN} when there is no room
   */
  public int write(byte[] lines, int from, int to) {
    return write0(fd, way, lines, from, to);
  }

  /** Waits until there may be room. */
  public void awaitRoom(int millis) {
    awaitRoom0(fd, millis);
  }

  private static native int wayOf0(int fd);

  private static native int openOnceMore0(int fd);

  private static native int awaitRoom0(int fd, int millis);

  private static native int write0(int fd, int way, byte[] lines, int from, int to);
}
