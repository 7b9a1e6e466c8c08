package io.fdtrail.scm;

import io.fdtrail.bpf.Errno;

/** A call into libc that failed. */
final class ErrnoException extends Exception {
  private static final long serialVersionUID = 1;

  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int ESRCH = 3;
  static final int EINTR = 4;
  static final int ENXIO = 6;
  static final int EBADF = 9;
  static final int EAGAIN = 11;
  static final int EACCES = 13;
  static final int EEXIST = 17;
  static final int ENOTDIR = 20;
  static final int EINVAL = 22;
  static final int ENOSYS = 38;
  static final int ENODATA = 61;
  static final int EPROTOTYPE = 91;
  static final int ENOPROTOOPT = 92;
  static final int EADDRINUSE = 98;
  static final int ECONNREFUSED = 111;

  private final int errno;

  ErrnoException(String call, int errno) {
    super(call + ": " + Errno.name(errno));
    this.errno = errno;
  }

  int errno() {
    return errno;
  }

  boolean is(int one, int... others) {
    for (int other : others) {
      if (errno == other) {
        return true;
      }
    }
    return errno == one;
  }

  /** The symbol alone, such as {@code EPIPE}. */
  String symbol() {
    return Errno.name(errno);
  }
}
