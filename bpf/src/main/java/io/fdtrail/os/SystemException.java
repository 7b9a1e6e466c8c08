package io.fdtrail.os;

/** The operating system refused a request, or does not support it. The message is one line. */
public class SystemException extends Exception {
  private static final long serialVersionUID = 1;

  private final int errno;

  /** For a failure without a failed system call. */
  public SystemException(String message) {
    this(0, message);
  }

  public SystemException(String call, int errno) {
    this(errno, call + ": " + Errno.name(errno));
  }

  protected SystemException(int errno, String message) {
    super(message);
    this.errno = errno;
  }

  /** Returns a native's result, and throws if it is negative: -errno. */
  static int check(int result, String call) throws SystemException {
    if (result < 0) {
      throw new SystemException(call, -result);
    }
    return result;
  }

  /** 0 if no system call failed. */
  public int errno() {
    return errno;
  }

  public boolean is(int one, int... others) {
    for (int other : others) {
      if (errno == other) {
        return true;
      }
    }
    return errno == one;
  }

  /** The symbol alone, such as {@code EPIPE}. */
  public String symbol() {
    return Errno.name(errno);
  }
}
