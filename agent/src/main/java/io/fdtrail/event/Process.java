package io.fdtrail.event;

/**
 * The process that acted.
 *
 * @param pid process (thread group), as the initial pid namespace numbers it
 * @param tid thread, likewise
 * @param nsPid pid in its own pid namespace, 0 when that is the initial one
 * @param uid user, as the initial user namespace numbers it
 * @param comm name of the thread
 * @param cgroupId cgroup v2 id (the inode of its directory), 0 unknown
 * @param followed whether it descends from the command being traced
 * @param container that it is in, as far as it was looked for
 */
public record Process(
    int pid, int tid, int nsPid, int uid, RawText comm, long cgroupId, boolean followed, Container container) {
  /** As the kernel's record tells of it. */
  public Process(int pid, int tid, int nsPid, int uid, RawText comm, long cgroupId, boolean followed) {
    this(pid, tid, nsPid, uid, comm, cgroupId, followed, Container.NONE);
  }

  /** The same, in this container. */
  public Process in(Container found) {
    return new Process(pid, tid, nsPid, uid, comm, cgroupId, followed, found);
  }
}
