package io.fdtrail.bpf;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which acts the programs report: those of all of these. They report others nevertheless if user
 * space may need them.
 *
 * @param pids of processes; empty: any
 * @param uids of their users; empty: any
 * @param cgroups the lower halves of the ids of their cgroups; empty: any
 * @param actions a bit for each, by its number in {@code enum fdtrail_action}
 */
public record Choice(Set<Integer> pids, Set<Integer> uids, Set<Integer> cgroups, int actions) {
  /** Of all that happens. */
  public static final Choice ALL = new Choice(Set.of(), Set.of(), Set.of(), -1);

  // FDTRAIL_CHOSEN_* of fdtrail.h
  private static final long PID = 1;
  private static final long UID = 2;
  private static final long CGROUP = 4;
  private static final int ACTIONS = 8;

  /** Whether it leaves nothing out. Not by equals, which a record's class makes at run time. */
  boolean isOfAll() {
    return pids.isEmpty() && uids.isEmpty() && cgroups.isEmpty() && actions == ALL.actions;
  }

  /** As what each number is chosen. */
  Map<Integer, Long> numbers() {
    Map<Integer, Long> numbers = new HashMap<>();
    pids.forEach(pid -> numbers.merge(pid, PID, Long::sum));
    uids.forEach(uid -> numbers.merge(uid, UID, Long::sum));
    cgroups.forEach(cgroup -> numbers.merge(cgroup, CGROUP, Long::sum));
    return numbers;
  }

  /** By what acts are chosen. */
  long by() {
    return (pids.isEmpty() ? 0 : PID)
        + (uids.isEmpty() ? 0 : UID)
        + (cgroups.isEmpty() ? 0 : CGROUP)
        + ((long) actions & 0xffff) * (1L << ACTIONS);
  }
}
