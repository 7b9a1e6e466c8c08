package io.fdtrail.event;

/**
 * A descriptor that a process has open, or a file that it has mapped.
 *
 * @param pid as the host numbers it
 * @param fd the descriptor's number there; {@link #MAPPED}
 * @param fileId identifies the open file description, as {@link OpenFile#id} does; 0 unknown: of a
 *     mapped file of overlayfs
 * @param dev of the file's filesystem, as {@link OpenFile#dev} has it
 * @param inode of the file
 */
public record OpenDescriptor(int pid, int fd, long fileId, int dev, long inode) {
  /** In place of a number: the file is mapped. */
  public static final int MAPPED = -1;
}
