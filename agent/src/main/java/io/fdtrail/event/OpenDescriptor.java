package io.fdtrail.event;

/**
 * A descriptor that a process has open, or a file that it has mapped.
 *
 * @param pid as the host numbers it
 * @param fd the descriptor's number there; {@link #MAPPED}, or how the process ended
 * @param fileId identifies the open file description, as {@link OpenFile#id} does; 0 unknown: of a
 *     mapped file of overlayfs. At the end of a process, its descriptor table
 * @param dev of the file's filesystem, as {@link OpenFile#dev} has it
 * @param inode of the file
 */
public record OpenDescriptor(int pid, int fd, long fileId, int dev, long inode) {
  /** In place of a number: the file is mapped. */
  public static final int MAPPED = -1;

  /** In place of a number: the process has ended, and all that it had is reported. */
  public static final int ENDED = -2;

  /** In place of a number: the process has ended, and had more than was looked at. */
  public static final int ENDED_PARTLY = -3;

  /** In place of a number: the process has ended, and another one has its descriptors. */
  public static final int ENDED_SHARED = -4;
}
