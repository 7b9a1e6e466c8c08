package io.fdtrail.scm;

import io.fdtrail.os.Errno;
import io.fdtrail.os.SystemException;

/** Why descriptors were not passed: one line for the user. */
public final class PassingException extends Exception {
  private static final long serialVersionUID = 1;

  /** The kind of failure. */
  public enum Cause {
    /** The request makes no sense. */
    USAGE,
    /** It is not permitted. */
    PERMISSION,
    /** It did not work. */
    FAILURE
  }

  private final Cause reason;

  private PassingException(Cause reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Cause reason() {
    return reason;
  }

  public static PassingException usage(String message) {
    return new PassingException(Cause.USAGE, message);
  }

  static PassingException permission(String message) {
    return new PassingException(Cause.PERMISSION, message);
  }

  public static PassingException failure(String message) {
    return new PassingException(Cause.FAILURE, message);
  }

  /** For a call that was refused or failed, according to its errno. */
  static PassingException of(String doing, SystemException e) {
    boolean refused = e.is(Errno.EPERM, Errno.EACCES);
    return new PassingException(
        refused ? Cause.PERMISSION : Cause.FAILURE, "cannot " + doing + ": " + e.symbol());
  }
}
