package io.fdtrail.scm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Waits with poll(2). */
final class Poll {
  /** For ever. */
  static final int UNBOUNDED = -1;

  private static final short POLLIN = 1;
  private static final short POLLOUT = 4;
  private static final int POLLFD_SIZE = 8;

  private Poll() {}

  /**
   * Until one of them is readable, or its other end is gone.
   *
   * @param millis at most, or {@link #UNBOUNDED}
   * @return whether it is; otherwise the time is over
   */
  static boolean readable(Libc libc, List<Integer> fds, int millis) throws ErrnoException {
    return poll(libc, fds, POLLIN, millis);
  }

  /** Until this one is. */
  static void readable(Libc libc, int fd) throws PassingException {
    try {
      readable(libc, List.of(fd), UNBOUNDED);
    } catch (ErrnoException e) {
      throw PassingException.of("wait", e);
    }
  }

  static void writable(Libc libc, int fd) throws ErrnoException {
    poll(libc, List.of(fd), POLLOUT, UNBOUNDED);
  }

  private static boolean poll(Libc libc, List<Integer> fds, short events, int millis) throws ErrnoException {
    ByteBuffer entries = ByteBuffer.allocate(fds.size() * POLLFD_SIZE).order(ByteOrder.nativeOrder());
    for (int fd : fds) {
      entries.putInt(fd).putShort(events).putShort((short) 0);
    }
    return libc.call("poll", () -> libc.functions().poll(entries.array(), fds.size(), millis)) > 0;
  }
}
