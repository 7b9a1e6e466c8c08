package io.fdtrail.scm;

/**
 * Whom descriptors may come from, or go to. Only {@link #ANYBODY} allows somebody whom we cannot
 * identify.
 */
public record PeerRule(Kind kind, int id) {
  /** Who is allowed. */
  enum Kind {
    /** We and root, and anybody if nobody else can have put the socket there. */
    STANDARD,
    /** A user. */
    USER,
    /** A process. */
    PROCESS,
    /** Everybody, also from other namespaces. */
    ANYBODY
  }

  public static final PeerRule STANDARD = new PeerRule(Kind.STANDARD, 0);
  public static final PeerRule ANYBODY = new PeerRule(Kind.ANYBODY, 0);

  public static PeerRule user(int uid) {
    return new PeerRule(Kind.USER, uid);
  }

  /** The process that has this number now, but not one that gets it later. */
  public static PeerRule process(int pid) {
    return new PeerRule(Kind.PROCESS, pid);
  }
}
