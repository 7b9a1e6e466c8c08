package io.fdtrail.event;

/**
 * A descriptor that a process has open.
 *
 * @param pid as the host numbers it
 * @param fd the descriptor's number there
 * @param fileId identifies the open file description, as {@link OpenFile#id} does
 * @param dev of the file's filesystem, as {@link OpenFile#dev} has it
 * @param inode of the file
 */
public record OpenDescriptor(int pid, int fd, long fileId, int dev, long inode) {}
