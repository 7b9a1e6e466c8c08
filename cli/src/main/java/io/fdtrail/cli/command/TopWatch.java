package io.fdtrail.cli.command;

import io.fdtrail.TraceListener;
import io.fdtrail.cli.options.TopOptions;
import io.fdtrail.cli.output.TopTable;
import io.fdtrail.event.FdEvent;
import io.fdtrail.kernel.LossReason;
import io.fdtrail.os.TerminalSize;
import java.io.IOException;
import java.util.Optional;

/** Shows now and then who passes how much, between two batches of events, and takes no keys. */
final class TopWatch implements TraceListener {
  private final TopSource source;
  private final TopTraffic traffic;
  private final TopOptions options;
  private final TopTable table;
  private long looks;

  TopWatch(TopSource source, TopTraffic traffic, TopOptions options, TopTable table) {
    this.source = source;
    this.traffic = traffic;
    this.options = options;
    this.table = table;
  }

  @Override
  public void event(FdEvent event) {
    traffic.add(event);
  }

  @Override
  public void lost(LossReason reason, long count, long total) {
    traffic.addLost(count);
  }

  @Override
  public void drained() throws IOException {
    traffic.noteBacklog();
    showIfDue(source.now());
  }

  void showIfDue(long now) throws IOException {
    if (traffic.period(now).compareTo(options.delay()) >= 0) {
      show(now);
    }
  }

  /** Ends the period, unless there have been enough. */
  void show(long now) throws IOException {
    if (isDone()) {
      return;
    }
    table.show(traffic.look(options.view(), now).of(options.view(), options.order()), screen());
    looks++;
    if (isDone()) {
      source.stop();
    }
  }

  private boolean isDone() {
    return looks == options.count().orElse(Long.MAX_VALUE);
  }

  private Optional<TerminalSize> screen() throws IOException {
    return options.batch() ? Optional.empty() : ScreenSize.now();
  }
}
