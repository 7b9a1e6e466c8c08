package io.fdtrail.cli.command;

import io.fdtrail.TraceListener;
import io.fdtrail.event.FdEvent;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.LongSupplier;

/** Says what a person may do who waits for the first row for long. */
final class SilenceHint extends ForwardingListener {
  private static final long PATIENCE_NS = 10_000_000_000L;

  private final PrintWriter messages;
  private final LongSupplier nanoTime;
  private final long begin;
  private boolean done;

  SilenceHint(TraceListener next, PrintWriter messages, LongSupplier nanoTime) {
    super(next);
    this.messages = messages;
    this.nanoTime = nanoTime;
    this.begin = nanoTime.getAsLong();
  }

  @Override
  public void event(FdEvent event) throws IOException {
    done = true;
    super.event(event);
  }

  @Override
  public void drained() throws IOException {
    super.drained();
    if (!done && nanoTime.getAsLong() - begin >= PATIENCE_NS) {
      done = true;
      messages.println(
          "fdtrail: no row for 10 s: nobody passes a descriptor, or none that the options choose;"
              + " 'fdtrail demo' passes some");
    }
  }
}
