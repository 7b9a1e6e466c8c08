package io.fdtrail.scm;

import static io.fdtrail.os.Errno.EPERM;
import static io.fdtrail.os.Errno.ESRCH;

import io.fdtrail.files.FileMagic;
import io.fdtrail.os.Libc;
import io.fdtrail.os.SystemException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A process that we hold: its number may go to another process, but this object stays the same
 * process.
 */
final class Pidfd implements AutoCloseable {
  private static final long PIDFD_SEND_SIGNAL = 424;
  private static final long PIDFD_OPEN = 434;
  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERPIDFD = 77;

  private final Libc libc;
  private final Descriptor descriptor;

  private Pidfd(Libc libc, int number) {
    this.libc = libc;
    this.descriptor = new Descriptor(libc, number);
  }

  static Pidfd open(Libc libc, int pid) throws SystemException {
    return new Pidfd(
        libc, libc.call("pidfd_open", () -> libc.functions().syscall(PIDFD_OPEN, pid, 0, 0, 0)));
  }

  /**
   * For the other end of a socket (Linux 6.5); before 6.16 only if nobody has waited for that
   * process yet.
   */
  static Pidfd ofPeer(Libc libc, int socket) throws SystemException {
    byte[] number = new byte[Integer.BYTES];
    int[] size = {number.length};
    libc.call(
        "getsockopt",
        () -> libc.functions().getsockopt(socket, SOL_SOCKET, SO_PEERPIDFD, number, size));
    return new Pidfd(libc, ByteBuffer.wrap(number).order(ByteOrder.nativeOrder()).getInt());
  }

  int number() {
    return descriptor.number();
  }

  /**
   * Whether it still has its number, as even a process that has ended does until somebody waits for
   * it.
   */
  boolean isAlive() throws SystemException {
    try {
      libc.call(
          "pidfd_send_signal",
          () -> libc.functions().syscall(PIDFD_SEND_SIGNAL, number(), 0, 0, 0));
      return true;
    } catch (SystemException e) {
      if (e.is(ESRCH)) {
        return false;
      }
      if (e.is(EPERM)) {
        return true;
      }
      throw e;
    }
  }

  /** Whether the inode is unique to this process until the machine reboots (Linux 6.9). */
  boolean hasInode() throws SystemException {
    return OpenFiles.magic(libc, number()) == FileMagic.PIDFS;
  }

  long inode() throws SystemException {
    return Status.of(libc, number()).inode();
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
