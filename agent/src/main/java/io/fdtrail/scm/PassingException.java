package io.fdtrail.scm;

import io.fdtrail.os.Errno;
import io.fdtrail.os.SystemException;

/** Why descriptors were not passed: one line for a person. */
public final class PassingException extends Exception {
  private static final long serialVersionUID = 1;

  /** Whose fault it is. */
  public enum Cause {
    /** What was asked for makes no sense. */
    USAGE,
    /** Somebody may not do it. */
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

  /** Of a call that was refused or failed, by its errno. */
  static PassingException of(String doing, SystemException e) {
    boolean refused = e.is(Errno.EPERM, Errno.EACCES);
    return new PassingException(refused ? Cause.PERMISSION : Cause.FAILURE, "cannot " + doing + ": " + e.symbol());
  }
}
