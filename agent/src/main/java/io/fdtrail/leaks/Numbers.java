package io.fdtrail.leaks;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A set of descriptors, by process. */
public final class Numbers {
  private final SortedMap<Integer, SortedSet<Integer>> fds = new TreeMap<>();

  void add(int pid, int fd) {
    fds.computeIfAbsent(pid, first -> new TreeSet<>()).add(fd);
  }

  /** How many there are. */
  public int count() {
    return fds.values().stream().mapToInt(Set::size).sum();
  }

  /** The numbers of each process. */
  public Map<Integer, SortedSet<Integer>> byProcess() {
    return fds;
  }
}
