package io.fdtrail.cli.command;

import io.fdtrail.TraceException;
import io.fdtrail.cli.output.TopMoment;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.leaks.Growing;
import io.fdtrail.leaks.Growth;
import io.fdtrail.traffic.Counts;
import io.fdtrail.traffic.Load;
import io.fdtrail.traffic.Order;
import io.fdtrail.traffic.Traffic;
import io.fdtrail.traffic.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds up what passes between two looks of {@code top}. */
final class TopTraffic {
  private static final Logger LOG = LoggerFactory.getLogger("fdtrail");

  /** Without a look, what is closed is not forgotten. */
  private static final long LONGEST_WITHOUT_LOOK_NS = 10_000_000_000L;

  private final TopSource source;
  private final Optional<Growth> growth;
  private final long begin;
  private Traffic traffic = new Traffic();
  private long last;
  private long looked;
  private long lost;
  private int backlog;

  /**
   * What passed in a period.
   *
   * @param loads of each view
   */
  record Look(
      Duration elapsed,
      Duration period,
      Counts counts,
      Map<DropReason, Long> drops,
      long lost,
      int backlog,
      long forgotten,
      Map<View, List<Load>> loads) {
    TopMoment of(View view, Order order) {
      List<Load> sorted = new ArrayList<>(loads.get(view));
      sorted.sort(order.comparator());
      return new TopMoment(
          elapsed, period, view, order, counts, drops, lost, backlog, forgotten, sorted);
    }
  }

  /**
   * @param processes what {@code /proc} says of them; empty: nobody asks what is open
   */
  TopTraffic(TopSource source, Optional<Growth.Processes> processes) {
    this.source = source;
    this.growth = processes.map(Growth::new);
    this.begin = source.now();
    this.last = begin;
    growth.ifPresent(this::look); // loads the program, which the fence refuses later
  }

  void add(FdEvent event) {
    traffic.add(event);
    growth.ifPresent(open -> open.received(event));
  }

  void addLost(long count) {
    lost += count;
  }

  /** Call it often: the ring is fullest before it is read. */
  void noteBacklog() {
    backlog = Math.max(backlog, source.backlogPercent());
  }

  /** How long the period has been. */
  Duration period(long now) {
    return Duration.ofNanos(now - last);
  }

  /** Counts from the beginning. */
  void clear() {
    traffic = new Traffic();
  }

  /** Ends the period. */
  Look look(View view, long now) {
    if (view.showsOpen() || now - looked >= LONGEST_WITHOUT_LOOK_NS) {
      growth.ifPresent(this::look);
    }
    Map<View, List<Load>> loads = new EnumMap<>(View.class);
    for (View each : View.values()) {
      loads.put(each, traffic.loads(each));
    }
    Look look =
        new Look(
            Duration.ofNanos(now - begin),
            Duration.ofNanos(now - last),
            traffic.period(),
            traffic.drops(),
            lost,
            backlog,
            traffic.forgotten(),
            loads);
    traffic.endPeriod();
    backlog = 0;
    last = now;
    return look;
  }

  /** What cannot be seen is not known: the columns are empty then. */
  private void look(Growth open) {
    looked = source.now();
    open.begin();
    try {
      OptionalLong unseen = source.open(open::open);
      if (unseen.isPresent() && unseen.getAsLong() == 0) {
        open.end(looked, true).forEach(this::hold);
        return;
      }
      LOG.info("some open descriptors could not be seen");
    } catch (TraceException e) {
      LOG.info("open descriptors cannot be seen: {}", e.getMessage());
    }
    open.end(looked, false);
  }

  private void hold(Growing growing) {
    traffic.holds(
        growing.pid(),
        growing.open(),
        growing
            .change()
            .map(change -> OptionalDouble.of(change.perMinute()))
            .orElse(OptionalDouble.empty()));
  }
}
