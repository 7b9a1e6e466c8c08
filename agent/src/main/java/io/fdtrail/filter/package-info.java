/**
 * Lets the wanted events through: {@link io.fdtrail.filter.Filter} says which, {@link
 * io.fdtrail.filter.EventFilter} looks at each event, and holds a send until its receiver is known
 * if that is asked for.
 */
package io.fdtrail.filter;
