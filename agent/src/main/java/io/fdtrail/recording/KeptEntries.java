package io.fdtrail.recording;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The entries of earlier blocks that a new file repeats, so that it can be read without those
 * before it: who processes are, and what their cgroups are called. The oldest are forgotten.
 */
final class KeptEntries {
  private static final int MAX_CGROUPS = 4096;
  private static final int MAX_BYTES = 4 << 20; // of entries about processes
  private static final long ROOT_ID = 1;

  private final ArrayDeque<byte[]> processes = new ArrayDeque<>();
  private int bytes;

  // Not a map that forgets what was not looked up for long: the order is that of arrival.
  private final Map<Long, byte[]> cgroups =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
          return size() > MAX_CGROUPS;
        }
      };

  // Those of the present block, which itself reports them.
  private final List<byte[]> newProcesses = new ArrayList<>();
  private final Map<Long, byte[]> newCgroups = new LinkedHashMap<>();

  /** An entry that tells who processes are. */
  void add(byte[] entry) {
    newProcesses.add(entry);
  }

  /**
   * An entry that names a cgroup. Processes with cgroups of version 1 only are all in the root, and
   * their names differ.
   */
  void add(long cgroup, int pid, byte[] entry) {
    newCgroups.put(cgroup == ROOT_ID ? -pid : cgroup, entry);
  }

  /** The block that they are in has ended. */
  void endBlock() {
    for (byte[] entry : newProcesses) {
      processes.add(entry);
      bytes += entry.length;
    }
    while (bytes > MAX_BYTES) {
      bytes -= processes.remove().length;
    }
    cgroups.putAll(newCgroups);
    newProcesses.clear();
    newCgroups.clear();
  }

  /** Those of the blocks that have ended. */
  List<byte[]> all() {
    List<byte[]> all = new ArrayList<>(processes);
    all.addAll(cgroups.values());
    return all;
  }
}
