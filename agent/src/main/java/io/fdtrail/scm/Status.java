package io.fdtrail.scm;

import io.fdtrail.os.Libc;
import io.fdtrail.os.SystemException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What statx(2) reports about a file. */
record Status(int mode, int uid, int links, int dev, long inode) {
  private static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int BASIC_STATS = 0x7ff;
  private static final int SIZE = 256;

  private static final int S_IFMT = 0170000;
  private static final int S_IFDIR = 0040000;
  private static final int S_IFSOCK = 0140000;
  private static final int S_IFIFO = 0010000;
  private static final int S_IFREG = 0100000;
  private static final int S_IFLNK = 0120000;

  /** The status of a descriptor's file. */
  static Status of(Libc libc, int fd) throws SystemException {
    return of(libc, fd, new byte[0], AT_EMPTY_PATH);
  }

  /** The status of a path, without following a symbolic link at its end. */
  static Status of(Libc libc, byte[] path) throws SystemException {
    return of(libc, AT_FDCWD, path, AT_SYMLINK_NOFOLLOW);
  }

  private static Status of(Libc libc, int directory, byte[] path, int flags)
      throws SystemException {
    byte[] bytes = new byte[SIZE];
    libc.call(
        "statx",
        () -> libc.functions().statx(directory, Libc.terminated(path), flags, BASIC_STATS, bytes));
    ByteBuffer status = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    int dev = status.getInt(136) << 20 | status.getInt(140);
    return new Status(
        status.getShort(28) & 0xffff,
        status.getInt(20),
        status.getInt(16),
        dev,
        status.getLong(32));
  }

  /** The owner, for users. */
  String owner() {
    return Integer.toUnsignedString(uid);
  }

  boolean isDirectory() {
    return (mode & S_IFMT) == S_IFDIR;
  }

  boolean isSocket() {
    return (mode & S_IFMT) == S_IFSOCK;
  }

  boolean isFifo() {
    return (mode & S_IFMT) == S_IFIFO;
  }

  boolean isRegular() {
    return (mode & S_IFMT) == S_IFREG;
  }

  boolean isLink() {
    return (mode & S_IFMT) == S_IFLNK;
  }

  /** Whether both are of the same file. */
  boolean sameFile(Status other) {
    return dev == other.dev && inode == other.inode;
  }
}
