package io.fdtrail.trail;

import io.fdtrail.event.RawText;

/**
 * A stop of a file on its way: a descriptor of a process.
 *
 * @param comm name of the thread that received it there or, for the first stop, that sent it
 * @param fd -1 unknown
 */
public record Stop(int pid, RawText comm, int fd) {}
