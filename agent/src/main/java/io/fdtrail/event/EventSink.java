package io.fdtrail.event;

import java.io.IOException;

/** Takes events from one stage to the next. */
@FunctionalInterface
public interface EventSink {
  void accept(FdEvent event) throws IOException;
}
