package io.fdtrail.os;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Processes, each held by a descriptor, so that a later process with the same number is not
 * mistaken for it.
 */
public final class HeldProcesses {
  private static final int ENDED = -1;

  private final int[] pids;
  private final int[] descriptors;
  private final Set<Integer> absent = new TreeSet<>();
  private int left; // have not ended, as far as we know

  private HeldProcesses(int[] pids) {
    this.pids = pids;
    this.descriptors = new int[pids.length];
  }

  /**
   * Holds those of the processes that exist, until our own process ends.
   *
   * @throws SystemException if the library cannot be loaded, or the kernel does not give a
   *     descriptor
   */
  public static HeldProcesses of(Set<Integer> pids) throws SystemException {
    NativeLibrary.load();
    HeldProcesses held =
        new HeldProcesses(pids.stream().mapToInt(Integer::intValue).sorted().toArray());
    for (int i = 0; i < held.pids.length; i++) {
      held.open(i);
    }
    return held;
  }

  /**
   * The number of a thread that does not lead its process names no process: EINVAL, in later
   * kernels ENOENT.
   */
  private void open(int i) throws SystemException {
    descriptors[i] = openProcess0(pids[i]);
    if (descriptors[i] >= 0) {
      left++;
    } else if (List.of(Errno.ESRCH, Errno.EINVAL, Errno.ENOENT).contains(-descriptors[i])) {
      absent.add(pids[i]);
    } else {
      throw new SystemException("watch process " + pids[i], -descriptors[i]);
    }
  }

  /** The processes that did not exist. */
  public Set<Integer> absent() {
    return Set.copyOf(absent);
  }

  /** Whether no process is left to wait for. */
  public boolean isEmpty() {
    return left == 0;
  }

  /**
   * Waits until another process has ended. Do not call it if {@link #isEmpty}.
   *
   * @return its number
   */
  public int awaitEnd() {
    int ended = awaitEnd0(descriptors);
    if (ended < 0) {
      throw new IllegalStateException("poll: " + Errno.name(-ended));
    }
    descriptors[ended] = ENDED;
    left--;
    return pids[ended];
  }

  private static native int openProcess0(int pid);

  private static native int awaitEnd0(int[] processes);
}
