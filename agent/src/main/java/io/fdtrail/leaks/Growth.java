package io.fdtrail.leaks;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.RawText;
import io.fdtrail.leaks.Growing.Change;
import io.fdtrail.leaks.Growing.Origin;
import io.fdtrail.leaks.Receptions.File;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How many of the descriptors that processes received they still have, from look to look. A look is
 * {@link #begin}, {@link #open} for each descriptor that is open then, and {@link #end}.
 *
 * <p>What a look does not find again is closed and forgotten. So what is remembered is what is open
 * and what came since the last look, however long the trace is.
 */
public final class Growth {
  /**
   * How many looks a change goes back at most: one descriptor a minute is not one in 10 seconds.
   */
  public static final int LOOKS = 30;

  /**
   * How many sources of a process are reported at most: a sender may rename itself for each
   * message.
   */
  static final int SOURCES = 64;

  /** The kernel may report a descriptor before it installs it. */
  private static final long SETTLE_NS = 1_000_000_000;

  private static final int ANY = -1;

  private static final Comparator<Optional<Change>> FASTEST_FIRST =
      Comparator.comparingDouble(
          change -> -change.map(Change::perMinute).orElse(Double.NEGATIVE_INFINITY));

  /** What {@code /proc} says of processes; empty if one is gone. */
  public interface Processes {
    /** When it started, in ns since boot, rounded down. */
    OptionalLong start(int pid);

    /** Its soft RLIMIT_NOFILE. */
    OptionalLong limit(int pid);
  }

  /**
   * @param fd {@link #ANY} if the file is found at any number ({@link Receptions#hasOwnInode})
   */
  private record Number(int pid, int fd, File file) {}

  private record Source(RawText sender, FileKind kind) {}

  /** A process in the present look. */
  private static final class Seen {
    final OptionalLong start;
    final Map<Source, Integer> counts = new HashMap<>();
    RawText name = RawText.EMPTY;
    long latest;
    int descriptors;

    Seen(OptionalLong start) {
      this.start = start;
    }

    boolean hasReceived(FdEvent event) {
      return start.isPresent() && start.getAsLong() <= event.bootNs();
    }

    void count(FdEvent event) {
      counts.merge(new Source(event.sender().comm(), event.file().kind()), 1, Integer::sum);
      if (event.bootNs() >= latest) {
        latest = event.bootNs();
        RawText process = event.process().identity().process();
        name = process.isEmpty() ? event.process().comm() : process;
      }
    }
  }

  /**
   * @param counts empty if there were too many
   */
  private record Moment(long nanos, int open, Map<Source, Integer> counts) {
    static Moment of(long nanos, Map<Source, Integer> counts) {
      return new Moment(
          nanos, sum(counts), counts.size() > SOURCES ? Map.of() : Map.copyOf(counts));
    }

    Change change(int open, long now) {
      return new Change(open - this.open, now - nanos);
    }

    Optional<Change> change(Source source, int open, long now) {
      return counts.isEmpty()
          ? Optional.empty()
          : Optional.of(new Change(open - counts.getOrDefault(source, 0), now - nanos));
    }
  }

  /** The last looks at a process. */
  private record History(long start, Deque<Moment> moments) {}

  private final Processes processes;
  private final Map<Number, FdEvent> received = new HashMap<>();
  private final Map<Integer, Seen> seen = new HashMap<>();
  private final Set<Number> found = new HashSet<>();
  private final Map<Integer, History> histories = new HashMap<>();
  private long forgotten;

  public Growth(Processes processes) {
    this.processes = processes;
  }

  /** Adds an event. */
  public void received(FdEvent event) {
    if (!Receptions.isReceived(event) || event.fd() < 0 || !event.file().isKnown()) {
      return;
    }
    OpenFile file = event.file();
    int fd = Receptions.hasOwnInode(file) ? ANY : event.fd();
    Number number = new Number(event.process().pid(), fd, File.of(file));
    if (received.size() < Receptions.CAPACITY || received.containsKey(number)) {
      received.put(number, event);
    } else {
      forgotten++;
    }
  }

  /** Begins a look: whoever is gone, or has the pid of one who is gone, has received nothing. */
  public void begin() {
    seen.clear();
    found.clear();
    received
        .entrySet()
        .removeIf(
            entry ->
                !seen.computeIfAbsent(entry.getKey().pid(), pid -> new Seen(processes.start(pid)))
                    .hasReceived(entry.getValue()));
  }

  /** Adds a descriptor that is open now. */
  public void open(OpenDescriptor descriptor) {
    Seen process = seen.get(descriptor.pid());
    if (process == null) {
      return;
    }
    process.descriptors++;
    File file = File.of(descriptor);
    for (int fd : new int[] {ANY, descriptor.fd()}) {
      Number number = new Number(descriptor.pid(), fd, file);
      FdEvent event = received.get(number);
      if (event != null) {
        found.add(number);
        process.count(event);
      }
    }
  }

  /**
   * Ends the look.
   *
   * @param nanos the present time of the events' clock
   * @param complete whether all that is open was added; if not, there are no changes
   * @return the processes that have something, the fastest growing first
   */
  public List<Growing> end(long nanos, boolean complete) {
    seen.values().removeIf(process -> process.counts.isEmpty());
    List<Growing> rows = new ArrayList<>();
    seen.forEach((pid, process) -> rows.add(row(pid, process, nanos, complete)));
    rows.sort(
        Comparator.comparing(Growing::change, FASTEST_FIRST)
            .thenComparing(Comparator.comparingInt(Growing::open).reversed())
            .thenComparingInt(Growing::pid));
    if (complete) {
      remember(nanos);
    }
    return rows;
  }

  private void remember(long nanos) {
    histories.keySet().retainAll(seen.keySet());
    seen.forEach(
        (pid, process) -> {
          Deque<Moment> moments = history(pid, process).moments();
          moments.add(Moment.of(nanos, process.counts));
          if (moments.size() > LOOKS) {
            moments.remove();
          }
        });
    received
        .entrySet()
        .removeIf(
            entry ->
                !found.contains(entry.getKey()) && nanos - entry.getValue().bootNs() > SETTLE_NS);
  }

  /** That of this process, not of another one that had its pid. */
  private History history(int pid, Seen process) {
    long start = process.start.orElseThrow();
    return histories.compute(
        pid,
        (key, history) ->
            history != null && history.start() == start
                ? history
                : new History(start, new ArrayDeque<>()));
  }

  private Growing row(int pid, Seen process, long nanos, boolean complete) {
    Optional<Moment> before =
        complete ? Optional.ofNullable(history(pid, process).moments().peek()) : Optional.empty();
    List<Origin> origins = new ArrayList<>();
    process.counts.forEach(
        (source, count) ->
            origins.add(
                new Origin(
                    source.sender(),
                    source.kind(),
                    count,
                    before.flatMap(look -> look.change(source, count, nanos)))));
    origins.sort(
        Comparator.comparing(Origin::change, FASTEST_FIRST)
            .thenComparing(Comparator.comparingInt(Origin::open).reversed())
            .thenComparing(origin -> origin.sender().toString())
            .thenComparing(origin -> origin.kind().word()));
    int open = sum(process.counts);
    return new Growing(
        pid,
        process.start.orElseThrow(),
        process.name,
        List.copyOf(origins.subList(0, Math.min(SOURCES, origins.size()))),
        open,
        before.map(look -> look.change(open, nanos)),
        complete ? OptionalInt.of(process.descriptors) : OptionalInt.empty(),
        processes.limit(pid));
  }

  private static int sum(Map<Source, Integer> counts) {
    return counts.values().stream().mapToInt(count -> count).sum();
  }

  /** How many received descriptors found no room to be remembered. */
  public long forgotten() {
    return forgotten;
  }
}
