package io.fdtrail.trail;

import io.fdtrail.event.RawText;

/**
 * Where a file has been: a descriptor of a process.
 *
 * @param comm name of the thread that got it there or, of the first one, that sent it
 * @param fd -1 unknown
 */
public record Stop(int pid, RawText comm, int fd) {}
