package io.fdtrail.cli.command;

import io.fdtrail.TraceListener;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.kernel.LossReason;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The time of a recording. For a file or a pipe it is that of the last event; on a screen it passes
 * as it did when the trace ran.
 */
final class TopReplay implements TopSource {
  private static final long LONGEST_WAIT_NS = 100_000_000;

  private final Runnable stop;
  private final LongSupplier nanoTime;
  private long position;
  private long since;
  private boolean begun;

  /**
   * @param begin of the trace, in ns since boot
   */
  TopReplay(long begin, Runnable stop, LongSupplier nanoTime) {
    this.position = begin;
    this.stop = stop;
    this.nanoTime = nanoTime;
  }

  @Override
  public long now() {
    return position;
  }

  @Override
  public int backlogPercent() {
    return 0;
  }

  @Override
  public OptionalLong open(Consumer<OpenDescriptor> descriptors) {
    return OptionalLong.empty();
  }

  @Override
  public void stop() {
    stop.run();
  }

  private void moveTo(FdEvent event) {
    position = begun ? Math.max(position, event.bootNs()) : event.bootNs();
    begun = true;
  }

  /** For a file or a pipe. */
  TraceListener inSteps(TopWatch watch) {
    return new TraceListener() {
      @Override
      public void event(FdEvent event) throws IOException {
        moveTo(event);
        watch.showIfDue(position);
        watch.event(event);
      }

      @Override
      public void lost(LossReason reason, long count, long total) {
        watch.lost(reason, count, total);
      }
    };
  }

  /** On a screen. */
  TraceListener atSpeed(TopDesk desk) {
    return new TraceListener() {
      @Override
      public void event(FdEvent event) throws IOException {
        if (!begun) {
          moveTo(event);
          since = nanoTime.getAsLong();
        }
        pass(desk);
        while (position < event.bootNs() && !desk.hasEnded()) {
          desk.attend(Math.min(LONGEST_WAIT_NS, event.bootNs() - position));
          pass(desk);
        }
        desk.event(event);
      }

      @Override
      public void lost(LossReason reason, long count, long total) {
        desk.lost(reason, count, total);
      }
    };
  }

  /** Time has passed, unless it is paused. */
  private void pass(TopDesk desk) {
    long now = nanoTime.getAsLong();
    position += desk.isPaused() ? 0 : now - since;
    since = now;
  }
}
