package io.fdtrail.cli.command;

import io.fdtrail.TraceListener;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.kernel.LossReason;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.LongSupplier;

/** Says what a person may do who waits for the first row for long. */
final class SilenceHint implements TraceListener {
  private static final long PATIENCE_NS = 10_000_000_000L;

  private final TraceListener next;
  private final PrintWriter messages;
  private final LongSupplier nanoTime;
  private final long begin;
  private boolean done;

  SilenceHint(TraceListener next, PrintWriter messages, LongSupplier nanoTime) {
    this.next = next;
    this.messages = messages;
    this.nanoTime = nanoTime;
    this.begin = nanoTime.getAsLong();
  }

  @Override
  public void event(FdEvent event) throws IOException {
    done = true;
    next.event(event);
  }

  @Override
  public void held(OpenDescriptor descriptor) throws IOException {
    next.held(descriptor);
  }

  @Override
  public void lost(LossReason reason, long count, long total) throws IOException {
    next.lost(reason, count, total);
  }

  @Override
  public void drained() throws IOException {
    next.drained();
    if (!done && nanoTime.getAsLong() - begin >= PATIENCE_NS) {
      done = true;
      messages.println(
          "fdtrail: no row for 10 s: nobody passes a descriptor, or none that the options choose;"
              + " 'fdtrail demo' passes some");
    }
  }
}
