/**
 * The event model: {@link io.fdtrail.event.FdEvent} is one descriptor in one act, and {@link
 * io.fdtrail.event.Criteria} choose events.
 */
package io.fdtrail.event;
