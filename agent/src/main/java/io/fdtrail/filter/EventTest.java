package io.fdtrail.filter;

import io.fdtrail.event.FdEvent;

/** A compiled expression. */
interface EventTest {
  boolean test(FdEvent event);
}
