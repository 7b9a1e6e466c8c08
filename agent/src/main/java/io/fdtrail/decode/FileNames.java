package io.fdtrail.decode;

import static io.fdtrail.files.FileMagic.ANON_INODE;
import static io.fdtrail.files.FileMagic.DMABUF;
import static io.fdtrail.files.FileMagic.NSFS;
import static io.fdtrail.files.FileMagic.PIDFS;
import static io.fdtrail.files.FileMagic.PIPEFS;
import static io.fdtrail.files.FileMagic.SOCKFS;

import io.fdtrail.event.RawText;
import java.nio.charset.StandardCharsets;

/**
 * Names as {@code readlink(/proc/PID/fd/N)} returns them: d_path() in fs/d_path.c, or the file's
 * own d_dname().
 */
final class FileNames {
  private static final byte[] DELETED = " (deleted)".getBytes(StandardCharsets.US_ASCII);
  private static final RawText ROOT = RawText.of("/");
  private static final RawText PIDFD = RawText.of("anon_inode:[pidfd]");

  private FileNames() {}

  /**
   * The name of a file that has a path.
   *
   * @param components leaf first, each ended by a NUL
   */
  static RawText path(byte[] components, boolean deleted) {
    int size = components.length;
    if (size == 0) {
      return ROOT;
    }
    byte[] name = new byte[size + (deleted ? DELETED.length : 0)];
    int end = size;
    int from = 0;
    for (int at = 0; at < size; at++) {
      if (components[at] == 0) {
        end -= at - from;
        System.arraycopy(components, from, name, end, at - from);
        name[--end] = '/';
        from = at + 1;
      }
    }
    if (deleted) {
      System.arraycopy(DELETED, 0, name, size, DELETED.length);
    }
    return RawText.of(name);
  }

  /** The name of a file without a path, made from its dentry's name. */
  static RawText dynamic(int magic, byte[] dentry, long inode) {
    return switch (magic) {
      case PIPEFS -> numbered("pipe", inode);
      case SOCKFS -> numbered("socket", inode);
      case NSFS -> numbered(new String(dentry, StandardCharsets.ISO_8859_1), inode);
      case ANON_INODE -> joined("anon_inode:", dentry, "");
      case PIDFS -> PIDFD;
      case DMABUF -> joined("/dmabuf:", dentry, "");
      default -> joined("/", dentry, " (deleted)");
    };
  }

  private static RawText numbered(String what, long inode) {
    return RawText.of(
        (what + ":[" + Long.toUnsignedString(inode) + "]").getBytes(StandardCharsets.ISO_8859_1));
  }

  private static RawText joined(String before, byte[] name, String after) {
    byte[] joined = new byte[before.length() + name.length + after.length()];
    System.arraycopy(before.getBytes(StandardCharsets.US_ASCII), 0, joined, 0, before.length());
    System.arraycopy(name, 0, joined, before.length(), name.length);
    System.arraycopy(
        after.getBytes(StandardCharsets.US_ASCII),
        0,
        joined,
        joined.length - after.length(),
        after.length());
    return RawText.of(joined);
  }
}
