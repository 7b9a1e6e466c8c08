package io.fdtrail.scm;

import static io.fdtrail.os.Errno.EACCES;
import static io.fdtrail.os.Errno.EBADF;
import static io.fdtrail.os.Errno.EINVAL;
import static io.fdtrail.os.Errno.ENOENT;
import static io.fdtrail.os.Errno.ENOSYS;
import static io.fdtrail.os.Errno.EPERM;
import static io.fdtrail.os.Errno.ESRCH;

import io.fdtrail.files.FileMagic;
import io.fdtrail.os.Libc;
import io.fdtrail.os.SystemException;
import java.util.OptionalLong;

/**
 * A process whose descriptors we take, held by a pidfd: we notice if its number goes to another
 * process.
 */
public final class OtherProcess implements AutoCloseable {
  private static final long PIDFD_GETFD = 438;

  private static final int O_ACCMODE = 3;
  private static final int O_NOCTTY = 0400;
  private static final int O_APPEND = 02000;

  private final Libc libc;
  private final int pid;
  private final Pidfd pidfd;
  private final Descriptor directory;

  private OtherProcess(Libc libc, int pid, Pidfd pidfd, Descriptor directory) {
    this.libc = libc;
    this.pid = pid;
    this.pidfd = pidfd;
    this.directory = directory;
  }

  /**
   * Holds a process.
   *
   * @param inode of its pidfd (Linux 6.9), to refuse another process with this number
   */
  public static OtherProcess open(int pid, OptionalLong inode) throws PassingException {
    Libc libc = LoadedLibc.get();
    try {
      Pidfd pidfd = Pidfd.open(libc, pid);
      if (inode.isPresent()) {
        requireInode(pid, pidfd, inode.getAsLong());
      }
      Descriptor directory = FileCalls.open(libc, FileCalls.HERE, "/proc/" + pid, Libc.O_PATH);
      // The directory in /proc belongs to the process of the pidfd if that still has its number.
      if (!pidfd.isAlive()) {
        throw new SystemException("pidfd_send_signal", ESRCH);
      }
      return new OtherProcess(libc, pid, pidfd, directory);
    } catch (SystemException e) {
      if (e.is(ESRCH)) {
        throw PassingException.failure("there is no process " + pid);
      }
      if (e.is(EINVAL, ENOENT)) {
        throw PassingException.failure(pid + " is a thread, not a process");
      }
      throw e.is(ENOSYS)
          ? tooOld("pidfd_open", "5.3")
          : PassingException.of("look at process " + pid, e);
    }
  }

  private static PassingException tooOld(String call, String since) {
    return PassingException.permission(
        "this kernel has no " + call + ", which came with Linux " + since);
  }

  private static void requireInode(int pid, Pidfd pidfd, long inode)
      throws SystemException, PassingException {
    if (!pidfd.hasInode()) {
      throw PassingException.permission(
          "this kernel gives all pidfds one inode: PID:INODE requires Linux 6.9");
    }
    long actual = pidfd.inode();
    if (actual != inode) {
      throw PassingException.failure(
          "process " + pid + " is another one: the inode of its pidfd is " + actual);
    }
  }

  /**
   * Reopens the file of a descriptor of the process, with the same access mode: this creates a
   * separate open file description, at position 0.
   */
  public Descriptor reopen(int fd) throws PassingException {
    try (Descriptor file = FileCalls.open(libc, directory.number(), "fd/" + fd, Libc.O_PATH)) {
      Status status = Status.of(libc, file.number());
      requireOpenable(fd, file, status);
      int was =
          Integer.parseInt(
              FileCalls.find(
                  FileCalls.read(libc, directory.number(), "fdinfo/" + fd), OpenFiles.FLAGS),
              8);
      int flags = (was & (Libc.O_PATH | O_ACCMODE | O_APPEND)) | O_NOCTTY;
      // The other end of a named pipe may be closed: do not wait for it.
      int opening = status.isFifo() ? flags | Libc.O_NONBLOCK : flags;
      Descriptor opened = open(fd, file, opening);
      if (opening != flags && (was & Libc.O_NONBLOCK) == 0) {
        libc.call("fcntl", () -> libc.functions().fcntl(opened.number(), Libc.F_SETFL, flags));
      }
      return opened;
    } catch (SystemException e) {
      throw reason(fd, e, false);
    }
  }

  private Descriptor open(int fd, Descriptor file, int flags) throws PassingException {
    try {
      return FileCalls.open(libc, FileCalls.HERE, "/proc/self/fd/" + file.number(), flags);
    } catch (SystemException e) {
      String what = "the file of descriptor " + fd + " of process " + pid;
      String why = "cannot reopen " + what + " (" + e.symbol() + ")" + insteadOf();
      throw e.is(EACCES, EPERM) ? PassingException.permission(why) : PassingException.failure(why);
    }
  }

  private void requireOpenable(int fd, Descriptor file, Status status)
      throws SystemException, PassingException {
    int magic = OpenFiles.magic(libc, file.number());
    boolean isPipe = magic == FileMagic.PIPEFS;
    boolean isAnonymous =
        magic == FileMagic.ANON_INODE || magic == FileMagic.PIDFS || magic == FileMagic.DMABUF;
    if (status.isSocket() || isPipe || isAnonymous) {
      String what = status.isSocket() ? "a socket" : isPipe ? "a pipe" : "an anonymous inode";
      throw PassingException.failure(
          "descriptor "
              + fd
              + " of process "
              + pid
              + " is "
              + what
              + ", which cannot be reopened"
              + insteadOf());
    }
  }

  private static String insteadOf() {
    return "; --pidfd-getfd takes the same open file";
  }

  /**
   * Takes the open file description itself, with its position and flags (pidfd_getfd(2), Linux
   * 5.6).
   */
  public Descriptor take(int fd) throws PassingException {
    try {
      return new Descriptor(
          libc,
          libc.call(
              "pidfd_getfd",
              () -> libc.functions().syscall(PIDFD_GETFD, pidfd.number(), fd, 0, 0)));
    } catch (SystemException e) {
      throw e.is(ENOSYS) ? tooOld("pidfd_getfd", "5.6") : reason(fd, e, true);
    }
  }

  private PassingException reason(int fd, SystemException e, boolean attaches) {
    if (e.is(ESRCH)) {
      return PassingException.failure("process " + pid + " has ended");
    }
    if (e.is(EBADF, ENOENT)) {
      return PassingException.failure("process " + pid + " has no descriptor " + fd);
    }
    if (e.is(EPERM, EACCES)) {
      return PassingException.permission(
          "not permitted to take descriptors of process "
              + pid
              + ": "
              + TraceRights.missing(libc, directory, attaches));
    }
    return PassingException.of("take descriptor " + fd + " of process " + pid, e);
  }

  @Override
  public void close() {
    directory.close();
    pidfd.close();
  }
}
