package io.fdtrail.bpf;

import java.io.IOException;

/** The kernel refused a call on a file. The message is for people. */
public final class FileCallException extends IOException {
  private static final long serialVersionUID = 1;

  private static final int ENOENT = 2;
  private static final int EIO = 5;
  private static final int ENXIO = 6;
  private static final int EAGAIN = 11;
  private static final int EACCES = 13;
  private static final int EEXIST = 17;
  private static final int ENOTDIR = 20;
  private static final int EFBIG = 27;
  private static final int ENOSPC = 28;
  private static final int EROFS = 30;
  private static final int EPIPE = 32;
  private static final int ENAMETOOLONG = 36;
  private static final int ELOOP = 40;
  private static final int EDQUOT = 122;

  private final int errno;

  FileCallException(int errno) {
    super(words(errno));
    this.errno = errno;
  }

  /** Not libc's own words: to put them into another character set it may load what the environment names. */
  private static String words(int errno) {
    return switch (errno) {
      case ENOENT -> "no such directory";
      case EIO -> "input/output error";
      case ENXIO -> "nobody has it open for reading";
      case EAGAIN -> "its reader takes no more";
      case 1, EACCES -> "not permitted";
      case ENOTDIR -> "not a directory";
      case EFBIG -> "file too large";
      case ENOSPC -> "no space left on the device";
      case EROFS -> "read-only file system";
      case EPIPE -> "nobody reads it any more";
      case ENAMETOOLONG -> "its name is too long";
      case ELOOP -> "too many symbolic links";
      case EDQUOT -> "the quota is used up";
      default -> Errno.name(errno);
    };
  }

  public boolean isAbsent() {
    return errno == ENOENT;
  }

  public boolean isThere() {
    return errno == EEXIST;
  }

  public boolean isALink() {
    return errno == ELOOP;
  }

  /** It takes no more for now. */
  public boolean isFull() {
    return errno == EAGAIN;
  }
}
