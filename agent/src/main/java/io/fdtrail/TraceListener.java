package io.fdtrail;

import io.fdtrail.bpf.LossReason;
import io.fdtrail.event.FdEvent;
import java.io.IOException;

/** What a trace is told to, on the tracing thread. An exception ends the trace. */
public interface TraceListener {
  void event(FdEvent event) throws IOException;

  /**
   * Something was lost since the last time; told within a second.
   *
   * @param count how much since the last time
   * @param total how much since the start, for this reason
   */
  void lost(LossReason reason, long count, long total) throws IOException;

  /** All that has happened so far is told: time to show it. */
  void drained() throws IOException;
}
