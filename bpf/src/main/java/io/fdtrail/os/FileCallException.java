package io.fdtrail.os;

import static io.fdtrail.os.Errno.EACCES;
import static io.fdtrail.os.Errno.EAGAIN;
import static io.fdtrail.os.Errno.EDQUOT;
import static io.fdtrail.os.Errno.EEXIST;
import static io.fdtrail.os.Errno.EFBIG;
import static io.fdtrail.os.Errno.EIO;
import static io.fdtrail.os.Errno.ELOOP;
import static io.fdtrail.os.Errno.ENAMETOOLONG;
import static io.fdtrail.os.Errno.ENOENT;
import static io.fdtrail.os.Errno.ENOSPC;
import static io.fdtrail.os.Errno.ENOTDIR;
import static io.fdtrail.os.Errno.ENXIO;
import static io.fdtrail.os.Errno.EPERM;
import static io.fdtrail.os.Errno.EPIPE;
import static io.fdtrail.os.Errno.EROFS;

import java.io.IOException;

/** The kernel refused a call on a file. The message is for users. */
public final class FileCallException extends IOException {
  private static final long serialVersionUID = 1;

  private final int errno;

  FileCallException(int errno) {
    super(words(errno));
    this.errno = errno;
  }

  /**
   * Not libc's messages: to convert their character set, libc may load a library that the
   * environment names.
   */
  private static String words(int errno) {
    return switch (errno) {
      case ENOENT -> "no such directory";
      case EIO -> "input/output error";
      case ENXIO -> "nobody has it open for reading";
      case EAGAIN -> "its reader takes no more";
      case EPERM, EACCES -> "not permitted";
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

  /** Whether the file accepts no more data for now. */
  public boolean isFull() {
    return errno == EAGAIN;
  }
}
