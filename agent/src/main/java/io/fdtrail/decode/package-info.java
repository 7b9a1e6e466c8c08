/** From the bytes of a record to an event or, for {@code inflight}, to what is in a queue. */
package io.fdtrail.decode;
