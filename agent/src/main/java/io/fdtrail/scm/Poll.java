package io.fdtrail.scm;

import io.fdtrail.os.Libc;
import io.fdtrail.os.SystemException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Waits with poll(2). */
final class Poll {
  /** Wait for ever. */
  static final int UNBOUNDED = -1;

  private static final short POLLIN = 1;
  private static final short POLLOUT = 4;
  private static final int POLLFD_SIZE = 8;
  private static final int REVENTS = 6;

  private Poll() {}

  /**
   * Waits until one of the descriptors is readable, or its other end is gone.
   *
   * @param millis at most, or {@link #UNBOUNDED}
   * @return those that are; none after the timeout
   */
  static Set<Integer> readable(Libc libc, List<Integer> fds, int millis) throws PassingException {
    try {
      return poll(libc, fds, POLLIN, millis);
    } catch (SystemException e) {
      throw PassingException.of("wait", e);
    }
  }

  static void writable(Libc libc, int fd) throws SystemException {
    poll(libc, List.of(fd), POLLOUT, UNBOUNDED);
  }

  private static Set<Integer> poll(Libc libc, List<Integer> fds, short events, int millis)
      throws SystemException {
    ByteBuffer entries =
        ByteBuffer.allocate(fds.size() * POLLFD_SIZE).order(ByteOrder.nativeOrder());
    for (int fd : fds) {
      entries.putInt(fd).putShort(events).putShort((short) 0);
    }
    libc.call("poll", () -> libc.functions().poll(entries.array(), fds.size(), millis));
    Set<Integer> ready = new HashSet<>();
    for (int i = 0; i < fds.size(); i++) {
      if (entries.getShort(i * POLLFD_SIZE + REVENTS) != 0) {
        ready.add(fds.get(i));
      }
    }
    return ready;
  }
}
