package io.fdtrail.leaks;

import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is found in one place: a set of numbers, by process. */
public final class Numbers {
  private final SortedMap<Integer, SortedSet<Long>> numbers = new TreeMap<>();
  private int count;

  /** Adds one that counts, unless it is there. */
  void add(int pid, long number) {
    if (put(pid, number)) {
      count++;
    }
  }

  /** Adds a number that does not count itself. */
  boolean put(int pid, long number) {
    return numbers.computeIfAbsent(pid, first -> new TreeSet<>()).add(number);
  }

  /** Counts one that has no number of its own. */
  void count(int more) {
    count += more;
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** The numbers of each process. */
  public Map<Integer, SortedSet<Long>> byProcess() {
    return numbers;
  }
}
