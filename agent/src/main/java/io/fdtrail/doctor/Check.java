package io.fdtrail.doctor;

/**
 * Something that tracing needs, looked at.
 *
 * @param subject what was looked at
 * @param finding what was found
 * @param advice what to do about it, empty when nothing need be done
 * @param log what libbpf and the verifier said, many lines; empty when nothing
 */
public record Check(Status status, String subject, String finding, String advice, String log) {
  /** Whether it stands in the way. */
  public enum Status {
    OK,
    /** Tracing works, but less well. */
    WARN,
    /** Tracing is impossible. */
    FAIL
  }

  Check withLog(String log) {
    return new Check(status, subject, finding, advice, log);
  }

  static Check ok(String subject, String finding) {
    return new Check(Status.OK, subject, finding, "", "");
  }

  static Check warn(String subject, String finding, String advice) {
    return new Check(Status.WARN, subject, finding, advice, "");
  }

  static Check fail(String subject, String finding, String advice) {
    return new Check(Status.FAIL, subject, finding, advice, "");
  }
}
