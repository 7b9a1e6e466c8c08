package io.fdtrail.event;

/**
 * Who sent a descriptor, as of the send.
 *
 * @param pid process; 0 if the sender is unknown (sent before the trace began)
 * @param tid thread; 0 if only the process is known
 * @param uid user
 * @param comm name of the thread; empty if unknown
 * @param fd the descriptor's number there; -1 unknown
 * @param followed whether it descends from the command being traced
 * @param identity who it was, as of the send
 * @param cgroup the container and the unit that it was in, if fdtrail looked for them
 */
public record Sender(
    int pid,
    int tid,
    int uid,
    RawText comm,
    int fd,
    boolean followed,
    Identity identity,
    Cgroup cgroup) {
  /** It is not known who sent it. */
  public static final Sender UNKNOWN = new Sender(0, 0, 0, RawText.EMPTY, -1, false);

  /**
   * The sender as a record describes it.
   *
   * @param pid the component of this name
   * @param tid the component of this name
   * @param uid the component of this name
   * @param comm the component of this name
   * @param fd the component of this name
   * @param followed the component of this name
   * @param identity the component of this name
   */
  public Sender(
      int pid, int tid, int uid, RawText comm, int fd, boolean followed, Identity identity) {
    this(pid, tid, uid, comm, fd, followed, identity, Cgroup.UNKNOWN);
  }

  /**
   * A sender whose identity is not known.
   *
   * @param pid the component of this name
   * @param tid the component of this name
   * @param uid the component of this name
   * @param comm the component of this name
   * @param fd the component of this name
   * @param followed the component of this name
   */
  public Sender(int pid, int tid, int uid, RawText comm, int fd, boolean followed) {
    this(pid, tid, uid, comm, fd, followed, Identity.UNKNOWN);
  }

  /** {@return whether at least the process is known} */
  public boolean isKnown() {
    return pid != 0;
  }

  /** {@return whether the thread is known, and thus the exact send} */
  public boolean isThreadKnown() {
    return tid != 0;
  }

  /**
   * {@return what is certain if it was either this sender or another one of the same process}
   *
   * @param other the other one
   */
  public Sender or(Sender other) {
    return new Sender(
        pid,
        tid == other.tid ? tid : 0,
        uid,
        comm.equals(other.comm) ? comm : RawText.EMPTY,
        fd == other.fd ? fd : -1,
        followed,
        identity.equals(other.identity) ? identity : Identity.UNKNOWN,
        cgroup.equals(other.cgroup) ? cgroup : Cgroup.UNKNOWN);
  }

  /**
   * {@return the same sender, in this cgroup}
   *
   * @param found where it is
   */
  public Sender in(Cgroup found) {
    return new Sender(pid, tid, uid, comm, fd, followed, identity, found);
  }
}
