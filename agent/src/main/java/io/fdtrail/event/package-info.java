/** The event model: {@link io.fdtrail.event.FdEvent} is one descriptor in one act. */
package io.fdtrail.event;
