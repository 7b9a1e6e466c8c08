package io.fdtrail.bpf;

import io.fdtrail.os.Errno;
import io.fdtrail.os.SystemException;

/** The kernel, or the way we were started, does not let a probe run. The message is one line. */
public final class ProbeException extends SystemException {
  private static final long serialVersionUID = 1;

  /**
   * On arm64 before 6.4 the kernel loads a program for a function, but cannot attach it: ftrace has
   * no direct calls.
   */
  private static final String NO_DIRECT_CALLS =
      "this kernel calls no programs from functions on this processor: "
          + "use kprobe, which reports the same, or boot Linux 6.4 or later";

  private final String log;
  private final boolean explained;

  public ProbeException(String message) {
    this(message, 0, "", false);
  }

  private ProbeException(String message, int errno, String log, boolean explained) {
    super(errno, message);
    this.log = log;
    this.explained = explained;
  }

  /**
   * @param result what the failed native returned: -errno
   */
  static ProbeException of(String call, long result) {
    return of(call, result, "");
  }

  static ProbeException of(String call, long result, String log) {
    int errno = (int) -result;
    String reason =
        errno == Errno.ENOTSUPP && call.startsWith("attach ")
            ? NO_DIRECT_CALLS
            : LibbpfLog.reason(log);
    return new ProbeException(
        call + ": " + Errno.name(errno) + (reason.isEmpty() ? "" : ": " + reason),
        errno,
        log,
        false);
  }

  /** A copy with the cause as its message; the symptom goes to the log. */
  ProbeException becauseOf(String cause) {
    return new ProbeException(cause, errno(), getMessage() + '\n' + log, true);
  }

  /**
   * Whether the cause is outside of the programs and the kernel, so that it affects the other
   * backends too.
   */
  public boolean isExplained() {
    return explained;
  }

  /** All lines from libbpf and the verifier (their last 64 KiB); empty if there are none. */
  public String log() {
    return log;
  }
}
