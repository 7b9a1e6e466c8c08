package io.fdtrail.event;

/**
 * The process that acted.
 *
 * @param pid process (thread group), in the initial pid namespace
 * @param tid thread, in the initial pid namespace
 * @param nsPid pid in its own pid namespace; 0 if that is the initial one
 * @param uid user, in the initial user namespace
 * @param comm name of the thread
 * @param cgroupId cgroup v2 id (the inode of its directory); 0 unknown
 * @param followed whether it descends from the command being traced
 * @param identity who it is
 * @param cgroup the container and the unit that it is in, if fdtrail looked for them
 */
public record Process(
    int pid,
    int tid,
    int nsPid,
    int uid,
    RawText comm,
    long cgroupId,
    boolean followed,
    Identity identity,
    Cgroup cgroup) {
  /**
   * The process as a record describes it.
   *
   * @param pid the component of this name
   * @param tid the component of this name
   * @param nsPid the component of this name
   * @param uid the component of this name
   * @param comm the component of this name
   * @param cgroupId the component of this name
   * @param followed the component of this name
   * @param identity the component of this name
   */
  public Process(
      int pid,
      int tid,
      int nsPid,
      int uid,
      RawText comm,
      long cgroupId,
      boolean followed,
      Identity identity) {
    this(pid, tid, nsPid, uid, comm, cgroupId, followed, identity, Cgroup.UNKNOWN);
  }

  /**
   * A process whose identity is not known.
   *
   * @param pid the component of this name
   * @param tid the component of this name
   * @param nsPid the component of this name
   * @param uid the component of this name
   * @param comm the component of this name
   * @param cgroupId the component of this name
   * @param followed the component of this name
   */
  public Process(
      int pid, int tid, int nsPid, int uid, RawText comm, long cgroupId, boolean followed) {
    this(pid, tid, nsPid, uid, comm, cgroupId, followed, Identity.UNKNOWN);
  }

  /**
   * {@return the same process, in this cgroup}
   *
   * @param found where it is
   */
  public Process in(Cgroup found) {
    return new Process(pid, tid, nsPid, uid, comm, cgroupId, followed, identity, found);
  }

  /** {@return the container that it is in} */
  public Container container() {
    return cgroup.container();
  }

  /** {@return the unit of systemd that it is in} */
  public Unit unit() {
    return cgroup.unit();
  }
}
