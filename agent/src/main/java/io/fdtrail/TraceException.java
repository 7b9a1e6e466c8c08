package io.fdtrail;

/** The kernel, or the way we were started, does not allow it. The message is one line. */
public class TraceException extends Exception {
  private static final long serialVersionUID = 1;

  TraceException(String message) {
    super(message);
  }

  TraceException(Exception cause) {
    super(cause.getMessage(), cause);
  }
}
