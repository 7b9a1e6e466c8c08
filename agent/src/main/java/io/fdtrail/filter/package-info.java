/**
 * Lets the wanted events through, and holds a send until its receiver is known if that is asked
 * for.
 */
package io.fdtrail.filter;
