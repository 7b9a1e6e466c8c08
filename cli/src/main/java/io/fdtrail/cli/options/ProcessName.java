package io.fdtrail.cli.options;

import java.util.OptionalLong;

/**
 * A process that the user names.
 *
 * @param inode of its pidfd, which no other process will have until the next boot; empty: the one
 *     that has the number now
 */
public record ProcessName(int pid, OptionalLong inode) {}
