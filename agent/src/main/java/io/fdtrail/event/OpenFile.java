package io.fdtrail.event;

/**
 * The open file behind a descriptor.
 *
 * @param name what {@code readlink(/proc/PID/fd/N)} says; empty unknown
 * @param nameTruncated whether name holds only the leaf end of a path
 * @param kind what sort of file it is
 * @param dev device of its filesystem, {@code major << 20 | minor}
 * @param inode {@code st_ino}
 * @param rdev device number of a device node, likewise, else 0
 * @param mode {@code st_mode}
 * @param flags {@code f_flags}: the access mode and {@code O_*} status flags
 * @param deleted whether it is unlinked
 * @param id names the open file description while it lives, 0 unknown
 * @param targetPid the process a pidfd names, else 0
 * @param endpoints {@code local -> remote} of a TCP or UDP socket, or the address of a Unix socket, as {@link Sock#path};
 *     empty when it has none
 */
public record OpenFile(
    RawText name,
    boolean nameTruncated,
    FileKind kind,
    int dev,
    long inode,
    int rdev,
    int mode,
    int flags,
    boolean deleted,
    long id,
    int targetPid,
    RawText endpoints) {
  /** Of a number that names no open file. */
  public static final OpenFile UNKNOWN =
      new OpenFile(RawText.EMPTY, false, FileKind.UNKNOWN, 0, 0, 0, 0, 0, false, 0, 0, RawText.EMPTY);

  public boolean isKnown() {
    return kind != FileKind.UNKNOWN;
  }

  /** Whether {@code (deleted)} at the end of the name is the kernel's word, also for what never had a path. */
  public boolean isMarkedDeleted() {
    return deleted || kind.equals(FileKind.MEMFD) || kind.equals(FileKind.SHM);
  }
}
