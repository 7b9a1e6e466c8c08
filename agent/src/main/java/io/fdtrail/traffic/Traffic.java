package io.fdtrail.traffic;

import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Adds up who passes how much, period after period. Of each view it remembers a bounded number of
 * rows: those in which something happened last.
 */
public final class Traffic {
  /** How many rows of a view are remembered. */
  public static final int CAPACITY = 512;

  private static final int MEDIAN = 50;
  private static final int SLOW = 99;

  private static final class Row {
    private FdEvent last;
    private Counts period = Counts.NONE;
    private Counts total = Counts.NONE;
    private Latencies latencies;

    void add(FdEvent event, Counts counts) {
      last = event;
      period = period.plus(counts);
      total = total.plus(counts);
      if (event.hasTimeInFlight()) {
        latencies = latencies == null ? new Latencies() : latencies;
        latencies.add(event.inFlightNs());
      }
    }

    void endPeriod() {
      period = Counts.NONE;
      latencies = null;
    }

    Load load(Held held) {
      Latencies times = latencies == null ? new Latencies() : latencies;
      return new Load(
          last,
          period,
          total,
          times.percentile(MEDIAN),
          times.percentile(SLOW),
          held.open(),
          held.perMinute());
    }
  }

  private record Held(OptionalInt open, OptionalDouble perMinute) {
    static final Held UNKNOWN = new Held(OptionalInt.empty(), OptionalDouble.empty());

    Held plus(Held other) {
      return new Held(
          OptionalInt.of(open.orElse(0) + other.open.orElse(0)),
          perMinute.isPresent() || other.perMinute.isPresent()
              ? OptionalDouble.of(perMinute.orElse(0) + other.perMinute.orElse(0))
              : OptionalDouble.empty());
    }
  }

  private final class Rows extends LinkedHashMap<Object, Row> {
    private static final long serialVersionUID = 1;

    Rows() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Object, Row> eldest) {
      if (size() > CAPACITY) {
        forgotten++;
        return true;
      }
      return false;
    }
  }

  private final Map<View, Rows> views = new EnumMap<>(View.class);
  private final Map<Integer, Held> held = new HashMap<>();
  private final Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
  private Counts period = Counts.NONE;
  private long forgotten;

  public Traffic() {
    for (View view : View.values()) {
      views.put(view, new Rows());
    }
  }

  public void add(FdEvent event) {
    Counts counts = Counts.of(event);
    period = period.plus(counts);
    if (event.reason() != DropReason.NONE) {
      drops.merge(event.reason(), 1L, Long::sum);
    }
    views.forEach(
        (view, rows) ->
            view.key(event)
                .ifPresent(key -> rows.computeIfAbsent(key, any -> new Row()).add(event, counts)));
  }

  /** How many of the descriptors that a process received are open now. */
  public void holds(int pid, int open, OptionalDouble perMinute) {
    held.put(pid, new Held(OptionalInt.of(open), perMinute));
  }

  /** The rows of a view, in this order. */
  public List<Load> loads(View view, Order order) {
    List<Load> loads = loads(view);
    loads.sort(order.comparator());
    return loads;
  }

  /** The rows of a view, the one in which something happened last at the end. */
  public List<Load> loads(View view) {
    Map<Object, Held> ofRows = held(view);
    List<Load> loads = new ArrayList<>();
    views
        .get(view)
        .forEach((key, row) -> loads.add(row.load(ofRows.getOrDefault(key, Held.UNKNOWN))));
    return loads;
  }

  private Map<Object, Held> held(View view) {
    Map<Object, Held> ofRows = new HashMap<>();
    if (view.showsOpen()) {
      Map<Integer, FdEvent> latest = new HashMap<>(); // a pid may have been another process's
      views
          .get(View.PROCESSES)
          .values()
          .forEach(row -> latest.put(row.last.process().pid(), row.last));
      held.forEach(
          (pid, open) ->
              Optional.ofNullable(latest.get(pid))
                  .flatMap(view::key)
                  .ifPresent(key -> ofRows.merge(key, open, Held::plus)));
    }
    return ofRows;
  }

  /** All of the period. */
  public Counts period() {
    return period;
  }

  /** The drops of the period, by reason. */
  public Map<DropReason, Long> drops() {
    return Map.copyOf(drops);
  }

  /** How many rows were forgotten so far, because there were too many. */
  public long forgotten() {
    return forgotten;
  }

  /** The next period begins. */
  public void endPeriod() {
    views.values().forEach(rows -> rows.values().forEach(Row::endPeriod));
    held.clear();
    drops.clear();
    period = Counts.NONE;
  }
}
