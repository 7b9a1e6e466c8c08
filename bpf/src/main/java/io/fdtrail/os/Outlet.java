package io.fdtrail.os;

import java.util.Optional;

/**
 * An open descriptor to which we write only while there is room, so that a slow reader never blocks
 * us.
 */
public final class Outlet {
  /** The values in outlet.c. */
  private static final int PLAIN = 0;

  private static final int OURS = 2;
  private static final int SHARED = 3;
  private static final int ROWS_SHIFT = 16;
  private static final int COLUMNS_MASK = 0xffff;

  private final int fd;
  private final int way;

  private Outlet(int fd, int way) {
    this.fd = fd;
    this.way = way;
  }

  /**
   * The outlet for one of our descriptors.
   *
   * @throws SystemException if the library cannot be loaded
   */
  public static Outlet of(int fd) throws SystemException {
    NativeLibrary.load();
    int way = SystemException.check(wayOf0(fd), "fstat");
    int ours = way == SHARED ? openOnceMore0(fd) : -1;
    return ours < 0 ? new Outlet(fd, way) : new Outlet(ours, OURS);
  }

  /** Whether a reader may be slow: the file is a pipe, a socket or a terminal. */
  public boolean mayBlock() {
    return way != PLAIN;
  }

  /**
   * Writes whole lines, as far as there is room; only a line longer than {@code PIPE_BUF} may be
   * split.
   *
   * @return how many bytes were written or, if none, -errno: {@link Errno#EAGAIN} if there is no
   *     room
   */
  public int write(byte[] lines, int from, int to) {
    return write0(fd, way, lines, from, to);
  }

  /** Waits until there may be room. */
  public void awaitRoom(int millis) {
    awaitRoom0(fd, millis);
  }

  /**
   * The size of one of our descriptors; empty if it is no terminal, or one that does not know it.
   *
   * @throws SystemException if the library cannot be loaded
   */
  public static Optional<TerminalSize> sizeOf(int fd) throws SystemException {
    NativeLibrary.load();
    return size(fd);
  }

  /** How much it shows at once; empty if it is no terminal, or one that does not know it. */
  public Optional<TerminalSize> size() {
    return size(fd);
  }

  private static Optional<TerminalSize> size(int fd) {
    int size = sizeOf0(fd);
    return size <= 0
        ? Optional.empty()
        : Optional.of(new TerminalSize(size >> ROWS_SHIFT, size & COLUMNS_MASK));
  }

  private static native int sizeOf0(int fd);

  private static native int wayOf0(int fd);

  private static native int openOnceMore0(int fd);

  private static native int awaitRoom0(int fd, int millis);

  private static native int write0(int fd, int way, byte[] lines, int from, int to);
}
