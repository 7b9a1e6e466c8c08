package io.fdtrail.scm;

/** Whom descriptors may come from, or go to. None but {@link #ANYBODY} lets somebody in whom we cannot know. */
public record PeerRule(Kind kind, int id) {
  /** Who is right. */
  enum Kind {
    /** We and root; and where nobody else can have put the socket, whoever is there. */
    STANDARD,
    /** A user. */
    USER,
    /** A process. */
    PROCESS,
    /** Everybody, also of other namespaces. */
    ANYBODY
  }

  public static final PeerRule STANDARD = new PeerRule(Kind.STANDARD, 0);
  public static final PeerRule ANYBODY = new PeerRule(Kind.ANYBODY, 0);

  public static PeerRule user(int uid) {
    return new PeerRule(Kind.USER, uid);
  }

  /** The one that has this number now: one that gets it later is another. */
  public static PeerRule process(int pid) {
    return new PeerRule(Kind.PROCESS, pid);
  }
}
