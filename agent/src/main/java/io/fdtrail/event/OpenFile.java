package io.fdtrail.event;

/**
 * The open file that a descriptor refers to.
 *
 * @param name the result of {@code readlink(/proc/PID/fd/N)}; empty if unknown
 * @param nameTruncated whether name holds only the leaf end of a path
 * @param kind the kind of file
 * @param dev device of its filesystem, {@code major << 20 | minor}
 * @param inode {@code st_ino}
 * @param rdev device number of a device node, in the same form; else 0
 * @param mode {@code st_mode}
 * @param flags {@code f_flags}: the access mode and {@code O_*} status flags
 * @param deleted whether it is unlinked
 * @param id identifies the open file description while it exists; 0 unknown
 * @param targetPid the process to which a pidfd refers; else 0
 * @param endpoints {@code local -> remote} of a TCP or UDP socket, or the address of a Unix socket,
 *     as {@link Sock#path}; empty if it has none
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
  /** For a number that names no open file. */
  public static final OpenFile UNKNOWN =
      new OpenFile(
          RawText.EMPTY, false, FileKind.UNKNOWN, 0, 0, 0, 0, 0, false, 0, 0, RawText.EMPTY);

  /** {@return whether the kernel side could read the file} */
  public boolean isKnown() {
    return kind != FileKind.UNKNOWN;
  }

  /**
   * {@return whether the kernel added {@code (deleted)} to the name, which it also does for files
   * that never had a path}
   */
  public boolean isMarkedDeleted() {
    return deleted || kind.equals(FileKind.MEMFD) || kind.equals(FileKind.SHM);
  }
}
