/**
 * The descriptors that were sent and that nobody has received yet, with those who hold the sockets.
 */
package io.fdtrail.inflight;
