package io.fdtrail;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.kernel.LossReason;
import java.io.IOException;

/** Receives the events of a trace, on the tracing thread. An exception ends the trace. */
public interface TraceListener {
  /**
   * An event that passes the filter.
   *
   * @param event whose sender is known, or will never be
   * @throws IOException ends the trace
   */
  void event(FdEvent event) throws IOException;

  /**
   * A process that received a descriptor, or inherited one from such a process, ends with this one.
   * After its last one comes {@link OpenDescriptor#ENDED}. Not filtered; only with {@link
   * TraceOptions#exits}.
   *
   * @param descriptor that the process still had
   * @throws IOException ends the trace
   */
  default void held(OpenDescriptor descriptor) throws IOException {}

  /**
   * Something was lost since the last call; reported within a second.
   *
   * @param count how much since the last call
   * @param total how much since the start, for this reason
   * @param reason why
   * @throws IOException ends the trace
   */
  void lost(LossReason reason, long count, long total) throws IOException;

  /**
   * All events so far are reported: time to show them.
   *
   * @throws IOException ends the trace
   */
  default void drained() throws IOException {}
}
