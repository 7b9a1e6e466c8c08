package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;

/** Appends something about an event. */
interface Printer {
  void print(FdEvent event, LineBuffer to);
}
