package io.fdtrail.fleet;

import java.util.UUID;

/** A line of the tracer of one host. What it has not is null. Only lost lines have a count. */
record Line(
    String type,
    long timeNanos,
    int host,
    long seq,
    String tracer,
    String action,
    String reason,
    String errno,
    Party who,
    Party sender,
    Passed passed,
    Integer fd,
    Boolean cloexec,
    Long inFlight,
    long count) {

  /** What is passed, and on which socket. */
  record Passed(String kind, String name, String access, String endpoints, String socketPath) {}

  static String hostName(int host) {
    return String.format("host-%04d", host);
  }

  static UUID bootId(int host) {
    return new UUID(0x0d3f2a519e0c4e5cL, 0x8d4f000000000000L | host);
  }

  boolean is(String wanted) {
    return wanted.equals(action);
  }

  boolean isReceived() {
    return is("RECV");
  }

  boolean crossesContainer() {
    return sender != null
        && (who.container() == null
            ? sender.container() != null
            : !who.container().equals(sender.container()));
  }
}
