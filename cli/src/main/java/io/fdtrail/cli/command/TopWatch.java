package io.fdtrail.cli.command;

import io.fdtrail.TraceException;
import io.fdtrail.TraceListener;
import io.fdtrail.Tracer;
import io.fdtrail.cli.options.TopOptions;
import io.fdtrail.cli.output.TopMoment;
import io.fdtrail.cli.output.TopTable;
import io.fdtrail.event.FdEvent;
import io.fdtrail.kernel.LossReason;
import io.fdtrail.leaks.Growing;
import io.fdtrail.leaks.Growth;
import io.fdtrail.os.Outlet;
import io.fdtrail.os.SystemException;
import io.fdtrail.os.TerminalSize;
import io.fdtrail.traffic.Traffic;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows now and then who passes how much, between two batches of a trace's events. */
final class TopWatch implements TraceListener {
  private static final Logger LOG = LoggerFactory.getLogger("fdtrail");
  private static final int STDOUT = 1;

  private final Tracer tracer;
  private final TopOptions options;
  private final TopTable table;
  private final Optional<Growth> growth;
  private final Traffic traffic = new Traffic();
  private final long begin;
  private long last;
  private long looks;
  private long lost;
  private int backlog;

  /**
   * @param processes what {@code /proc} says of them
   */
  TopWatch(Tracer tracer, TopOptions options, TopTable table, Growth.Processes processes) {
    this.tracer = tracer;
    this.options = options;
    this.table = table;
    this.growth =
        options.view().showsOpen() ? Optional.of(new Growth(processes)) : Optional.empty();
    this.begin = tracer.clock().now();
    this.last = begin;
    growth.ifPresent(this::look); // loads the program, which the fence refuses later
  }

  @Override
  public void event(FdEvent event) {
    traffic.add(event);
    growth.ifPresent(open -> open.received(event));
  }

  @Override
  public void lost(LossReason reason, long count, long total) {
    lost += count;
  }

  @Override
  public void drained() throws IOException {
    backlog = Math.max(backlog, tracer.backlogPercent());
    long now = tracer.clock().now();
    if (now - last >= options.delay().toNanos() && !isDone()) {
      show(now);
    }
  }

  private boolean isDone() {
    return looks == options.count().orElse(Long.MAX_VALUE);
  }

  private void show(long now) throws IOException {
    growth.ifPresent(this::look);
    table.show(
        new TopMoment(
            Duration.ofNanos(now - begin),
            Duration.ofNanos(now - last),
            options.view(),
            options.order(),
            traffic.period(),
            traffic.drops(),
            lost,
            backlog,
            traffic.forgotten(),
            traffic.loads(options.view(), options.order())),
        screen());
    traffic.endPeriod();
    backlog = 0;
    last = now;
    looks++;
    if (isDone()) {
      tracer.stop();
    }
  }

  private Optional<TerminalSize> screen() throws IOException {
    try {
      return options.batch() ? Optional.empty() : Outlet.sizeOf(STDOUT);
    } catch (SystemException e) {
      throw new IOException(e);
    }
  }

  /** What cannot be seen is not known: the columns are empty then. */
  private void look(Growth open) {
    open.begin();
    try {
      if (tracer.openDescriptors(open::open) == 0) {
        open.end(tracer.clock().now(), true).forEach(this::hold);
        return;
      }
      LOG.info("some open descriptors could not be seen");
    } catch (TraceException e) {
      LOG.info("open descriptors cannot be seen: {}", e.getMessage());
    }
    open.end(tracer.clock().now(), false);
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
