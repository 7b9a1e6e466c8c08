package io.fdtrail.cli.command;

import io.fdtrail.TraceListener;
import io.fdtrail.event.FdEvent;
import io.fdtrail.kernel.LossReason;

/** Counts what is passed on to it. */
final class CallCount implements TraceListener {
  private int calls;

  int calls() {
    return calls;
  }

  @Override
  public void event(FdEvent event) {
    calls++;
  }

  @Override
  public void lost(LossReason reason, long count, long total) {
    calls++;
  }

  @Override
  public void drained() {
    calls++;
  }
}
