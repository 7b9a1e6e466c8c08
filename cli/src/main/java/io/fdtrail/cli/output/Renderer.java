package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenDescriptor;
import java.io.IOException;

/** Shows what the tracer reports, in the order of the calls. */
public interface Renderer {
  /** Comes first. */
  void begin() throws IOException;

  /**
   * Shows an event.
   *
   * @return whether it is shown
   */
  boolean event(FdEvent event) throws IOException;

  /** Notes a descriptor that a process ends with. */
  default void held(OpenDescriptor descriptor) {}

  /** Nothing more comes for now. Called at least twice a second. */
  default void drained() throws IOException {}

  /**
   * Events were lost since the last time.
   *
   * @param reason in one word
   * @param advice what helps against it
   * @param count how many
   * @param total how many since the start, for this reason
   */
  void lost(String reason, String advice, long count, long total) throws IOException;

  /**
   * Comes last.
   *
   * @param backend in one word; empty: a log was read that does not say
   */
  void summary(Totals totals, String backend) throws IOException;
}
