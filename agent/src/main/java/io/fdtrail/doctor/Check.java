package io.fdtrail.doctor;

/**
 * The result of checking one thing that tracing needs.
 *
 * @param subject what was checked
 * @param finding what was found
 * @param advice what to do about it; empty if nothing needs to be done
 */
public record Check(Status status, String subject, String finding, String advice) {
  /** Whether it prevents tracing. */
  public enum Status {
    OK,
    /** Tracing works, but less well. */
    WARN,
    /** Tracing is impossible. */
    FAIL
  }

  static Check ok(String subject, String finding) {
    return new Check(Status.OK, subject, finding, "");
  }

  static Check warn(String subject, String finding, String advice) {
    return new Check(Status.WARN, subject, finding, advice);
  }

  static Check fail(String subject, String finding, String advice) {
    return new Check(Status.FAIL, subject, finding, advice);
  }
}
