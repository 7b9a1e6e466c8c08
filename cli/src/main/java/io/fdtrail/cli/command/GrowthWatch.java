package io.fdtrail.cli.command;

import io.fdtrail.TraceException;
import io.fdtrail.TraceListener;
import io.fdtrail.Tracer;
import io.fdtrail.cli.options.GrowthOptions;
import io.fdtrail.cli.output.GrowthRenderer;
import io.fdtrail.cli.output.LimitWarnings;
import io.fdtrail.doctor.BackendLimits;
import io.fdtrail.event.FdEvent;
import io.fdtrail.kernel.LossReason;
import io.fdtrail.leaks.Growing;
import io.fdtrail.leaks.Growth;
import io.fdtrail.leaks.Receptions;
import io.fdtrail.resolve.ProcFs;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks now and then at what grows while a trace runs, between two batches of its events. */
final class GrowthWatch implements TraceListener {
  private static final Logger LOG = LoggerFactory.getLogger("fdtrail");
  private static final double NANOS_PER_MILLI = 1e6;

  private final Tracer tracer;
  private final Receptions receptions;
  private final GrowthRenderer shown;
  private final Optional<LimitWarnings> warnings;
  private final Growth growth;
  private final long interval;
  private final long begin;
  private long next;
  private long lost;

  GrowthWatch(
      Tracer tracer,
      Receptions receptions,
      ProcFs proc,
      GrowthOptions options,
      GrowthRenderer shown,
      PrintStream messages) {
    this.tracer = tracer;
    this.receptions = receptions;
    this.shown = shown;
    this.warnings =
        options.warn().isPresent()
            ? Optional.of(new LimitWarnings(options.warn().getAsInt(), messages))
            : Optional.empty();
    this.growth = new Growth(new GrowthProcesses(proc));
    this.interval = options.interval().toNanos();
    this.begin = tracer.clock().now();
    this.next = begin + interval;
  }

  @Override
  public void event(FdEvent event) {
    receptions.received(event);
    growth.received(event);
  }

  @Override
  public void lost(LossReason reason, long count, long total) {
    lost += count;
  }

  @Override
  public void drained() throws IOException {
    long now = tracer.clock().now();
    if (now - next >= 0) {
      look(now);
      next = Math.max(next + interval, now);
    }
  }

  private void look(long now) throws IOException {
    growth.begin();
    long unchecked = 0;
    Optional<String> refusal = Optional.empty();
    try {
      unchecked = tracer.openDescriptors(growth::open);
    } catch (TraceException e) {
      refusal = Optional.of(e.getMessage());
    }
    List<Growing> rows = growth.end(now, unchecked == 0 && refusal.isEmpty());
    LOG.info("the look took {} ms", Math.round((tracer.clock().now() - now) / NANOS_PER_MILLI));
    shown.show(
        Duration.ofNanos(now - begin),
        rows,
        LeaksGaps.ofLook(
            tracer.backend(),
            BackendLimits.unseen(tracer.backend(), tracer.attached()),
            lost,
            receptions,
            growth,
            new LeaksGaps.Look(unchecked, refusal, rows)));
    warnings.ifPresent(limit -> limit.look(rows));
  }
}
