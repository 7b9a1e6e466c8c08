package io.fdtrail.scm;

import static io.fdtrail.os.Errno.EINVAL;
import static io.fdtrail.os.Errno.ENODATA;
import static io.fdtrail.os.Errno.ENOPROTOOPT;
import static io.fdtrail.os.Errno.ENOSYS;
import static io.fdtrail.os.Errno.ESRCH;

import io.fdtrail.os.Libc;
import io.fdtrail.os.SystemException;
import java.util.Optional;

/**
 * The process that must be at the other end. We hold it, because its number may belong to others
 * before and after.
 */
final class MeantProcess implements AutoCloseable {
  private final Libc libc;
  private final int pid;
  private final Pidfd held;

  private MeantProcess(Libc libc, int pid, Pidfd held) {
    this.libc = libc;
    this.pid = pid;
    this.held = held;
  }

  /**
   * Holds the process that has this number now.
   *
   * @throws PassingException if there is none
   */
  static MeantProcess open(Libc libc, int pid) throws PassingException {
    try {
      return new MeantProcess(libc, pid, Pidfd.open(libc, pid));
    } catch (SystemException e) {
      if (e.is(ESRCH)) {
        throw PassingException.failure("there is no process " + pid);
      }
      if (e.is(EINVAL)) {
        throw PassingException.failure(pid + " is a thread, not a process");
      }
      throw e.is(ENOSYS)
          ? PassingException.permission("this kernel has no pidfd_open, which came with Linux 5.3")
          : PassingException.of("look at process " + pid, e);
    }
  }

  /**
   * Whether it had its number from {@link #open} until now: then a caller with this number is this
   * process.
   */
  boolean isThere() throws SystemException {
    return held.isAlive();
  }

  /**
   * Why the process at the other end, which has the number, may be another one; empty if it is this
   * one.
   */
  Optional<String> doubt(int socket) throws SystemException {
    try (Pidfd peer = Pidfd.ofPeer(libc, socket)) {
      if (held.hasInode()) {
        return held.inode() == peer.inode() ? Optional.empty() : Optional.of(another());
      }
      // Both have the number at the same time, so they are the same.
      return held.isAlive() && peer.isAlive() ? Optional.empty() : Optional.of(ended());
    } catch (SystemException e) {
      if (e.is(ENOPROTOOPT)) {
        return Optional.of(held.isAlive() ? unidentified() : ended());
      }
      if (e.is(ESRCH, EINVAL, ENODATA)) {
        return Optional.of(held.isAlive() ? another() : ended());
      }
      throw e;
    }
  }

  private String another() {
    return "another process that has the number " + pid;
  }

  /** Before 6.16 the kernel gives no pidfd of a process whose parent has waited for it. */
  private String ended() {
    return "a process "
        + pid
        + " that has ended: only Linux 6.16 and later show whether it is the right one";
  }

  private String unidentified() {
    return "a process " + pid + ": only Linux 6.5 and later show whether it is the right one";
  }

  @Override
  public void close() {
    held.close();
  }
}
