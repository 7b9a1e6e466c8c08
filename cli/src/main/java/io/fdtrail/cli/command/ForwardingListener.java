package io.fdtrail.cli.command;

import io.fdtrail.TraceListener;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.kernel.LossReason;
import java.io.IOException;

/** Passes everything on; for those that change one thing. */
abstract class ForwardingListener implements TraceListener {
  private final TraceListener next;

  ForwardingListener(TraceListener next) {
    this.next = next;
  }

  @Override
  public void event(FdEvent event) throws IOException {
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
  }
}
