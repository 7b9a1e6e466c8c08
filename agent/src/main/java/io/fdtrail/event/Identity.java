package io.fdtrail.event;

/**
 * Who a process is, as of an act: the same object for all acts until it executes another program,
 * changes its name, or gets another parent.
 *
 * @param process its name: that of its first thread; empty if the identity is not known
 * @param exe path of its executable, as {@code /proc/PID/exe} names it; empty if it has none (a
 *     thread of the kernel), or was exiting already
 * @param ppid its parent; 0 none or unknown
 * @param startBootNs when it was made, in ns since boot (CLOCK_BOOTTIME); 0 unknown
 * @param cgroupId cgroup v2 id (the inode of its directory); 0 unknown
 * @param pidNamespace inode of its pid namespace; 0 unknown
 * @param cmdline its command line, if the trace records it
 * @param ancestors its ancestors, if the trace records them
 */
public record Identity(
    RawText process,
    RawText exe,
    int ppid,
    long startBootNs,
    long cgroupId,
    int pidNamespace,
    CommandLine cmdline,
    Ancestors ancestors) {
  /** Nothing is known of the process. */
  public static final Identity UNKNOWN = new Identity(RawText.EMPTY, RawText.EMPTY, 0, 0);

  /**
   * Without where it is, and what is recorded on demand.
   *
   * @param process the component of this name
   * @param exe the component of this name
   * @param ppid the component of this name
   * @param startBootNs the component of this name
   */
  public Identity(RawText process, RawText exe, int ppid, long startBootNs) {
    this(process, exe, ppid, startBootNs, 0, 0, CommandLine.UNKNOWN, Ancestors.UNKNOWN);
  }
}
