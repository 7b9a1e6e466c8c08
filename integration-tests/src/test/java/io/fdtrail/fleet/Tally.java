package io.fdtrail.fleet;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** Counts the lines of one question by key. */
final class Tally {
  /** What is known of the lines with one key. */
  static final class Group {
    final BitSet hosts = new BitSet();
    final TreeMap<Long, Long> waits = new TreeMap<>();
    final Set<Long> users = new HashSet<>();
    long first = Long.MAX_VALUE;
    long last;
    long count;

    String firstHost() {
      return Line.hostName(hosts.nextSetBit(0));
    }

    /** The lowest time that this share of all times does not exceed. */
    long wait(double share) {
      long all = waits.values().stream().mapToLong(Long::longValue).sum();
      long seen = 0;
      for (Map.Entry<Long, Long> each : waits.entrySet()) {
        seen += each.getValue();
        if (seen >= share * all) {
          return each.getKey();
        }
      }
      throw new IllegalStateException("no times");
    }
  }

  /** A key with its group. */
  record Entry(List<Object> key, Group group) {}

  private final Predicate<Line> isCounted;
  private final Function<Line, Object[]> key;
  private final ToLongFunction<Line> weight;
  private final Map<List<Object>, Group> groups = new HashMap<>();

  Tally(Predicate<Line> isCounted, Function<Line, Object[]> key, ToLongFunction<Line> weight) {
    this.isCounted = isCounted;
    this.key = key;
    this.weight = weight;
  }

  void add(Line line) {
    if (!isCounted.test(line)) {
      return;
    }
    Group group = groups.computeIfAbsent(Arrays.asList(key.apply(line)), any -> new Group());
    group.count += weight.applyAsLong(line);
    group.hosts.set(line.host());
    group.first = Math.min(group.first, line.timeNanos());
    group.last = Math.max(group.last, line.timeNanos());
    if (line.inFlight() != null) {
      group.waits.merge(line.inFlight(), 1L, Long::sum);
    }
    if (line.sender() != null) {
      group.users.add(line.sender().uid());
    }
  }

  Stream<Entry> entries() {
    return groups.entrySet().stream().map(each -> new Entry(each.getKey(), each.getValue()));
  }
}
