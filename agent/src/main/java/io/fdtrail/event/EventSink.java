package io.fdtrail.event;

import java.io.IOException;

/** Takes events from one stage to the next. */
@FunctionalInterface
public interface EventSink {
  /**
   * Takes an event.
   *
   * @param event the next one
   * @throws IOException if it cannot be taken; the trace ends
   */
  void accept(FdEvent event) throws IOException;
}
