package io.fdtrail.inflight;

import io.fdtrail.event.RawText;

/**
 * A process that has a socket open.
 *
 * @param comm the name of its first thread
 * @param fd the socket's number there
 */
public record Holder(int pid, RawText comm, int fd) {}
