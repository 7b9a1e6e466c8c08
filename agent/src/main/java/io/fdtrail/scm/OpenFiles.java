package io.fdtrail.scm;

import io.fdtrail.event.FileKind;
import io.fdtrail.event.RawText;
import io.fdtrail.files.FileKinds;
import io.fdtrail.os.Libc;
import io.fdtrail.os.SystemException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Finds out what a descriptor of ours refers to. */
public final class OpenFiles {
  private static final int RLIMIT_NOFILE = 7;
  private static final int STATFS_SIZE = 120;
  private static final int SOL_SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int SO_PROTOCOL = 38;
  private static final int SO_DOMAIN = 39;
  private static final String ANONYMOUS = "anon_inode:";

  /** In an fdinfo: access mode and status flags, octal. */
  static final Pattern FLAGS = Pattern.compile("^flags:\\s*([0-7]+)$", FileCalls.LINES);

  private static final Pattern POSITION = Pattern.compile("^pos:\\s*([0-9]+)$", FileCalls.LINES);

  private OpenFiles() {}

  /**
   * What a descriptor refers to.
   *
   * @param name the text of its link in /proc
   * @param deleted whether it is unlinked, which the end of the name then shows
   * @param flags access mode and status flags of the open file
   * @param position offset in the file, in bytes
   */
  public record Description(
      RawText name, FileKind kind, boolean deleted, int flags, long position) {}

  /**
   * Checks a number that a descriptor is to have.
   *
   * @throws PassingException if we cannot have a descriptor with this number
   */
  public static void requirePossible(int fd) throws PassingException {
    long[] limit = new long[2];
    if (LoadedLibc.get().functions().getrlimit(RLIMIT_NOFILE, limit) == 0
        && Long.compareUnsigned(fd, limit[0]) >= 0) {
      throw PassingException.usage(
          fd + " is above the limit of open files, " + limit[0] + " (ulimit -n)");
    }
  }

  public static Description describe(Descriptor descriptor) throws PassingException {
    Libc libc = LoadedLibc.get();
    int fd = descriptor.number();
    try {
      byte[] link = FileCalls.link(libc, FileCalls.HERE, "/proc/self/fd/" + fd);
      String info = FileCalls.read(libc, FileCalls.HERE, "/proc/self/fdinfo/" + fd);
      Status status = Status.of(libc, fd);
      FileKind kind =
          status.isSocket() ? ofSocket(libc, fd) : ofFile(magic(libc, fd), status, link);
      int flags = Integer.parseInt(FileCalls.find(info, FLAGS), 8);
      long position = Long.parseUnsignedLong(FileCalls.find(info, POSITION));
      return new Description(RawText.of(link), kind, status.links() == 0, flags, position);
    } catch (SystemException e) {
      throw PassingException.of("look at descriptor " + fd, e);
    }
  }

  private static FileKind ofSocket(Libc libc, int fd) throws SystemException {
    return new FileKinds()
        .ofSocket(
            option(libc, fd, SO_DOMAIN), option(libc, fd, SO_TYPE), option(libc, fd, SO_PROTOCOL));
  }

  private static int option(Libc libc, int fd, int name) throws SystemException {
    byte[] value = new byte[Integer.BYTES];
    libc.call(
        "getsockopt",
        () -> libc.functions().getsockopt(fd, SOL_SOCKET, name, value, new int[] {value.length}));
    return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt();
  }

  /**
   * A link names an anonymous inode after a prefix, a namespace before its inode, and a memfd as a
   * deleted file in /.
   */
  private static FileKind ofFile(int magic, Status status, byte[] link) {
    String name = new String(link, StandardCharsets.ISO_8859_1);
    boolean unlinked = status.links() == 0;
    String dentry =
        name.startsWith(ANONYMOUS)
            ? name.substring(ANONYMOUS.length())
            : name.startsWith("/") ? name.substring(1) : name.replaceAll(":.*", "");
    boolean dynamic = !name.startsWith("/") || unlinked;
    return new FileKinds()
        .of(magic, status.mode(), dynamic, dentry.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The {@code f_type} of the file's filesystem. */
  static int magic(Libc libc, int fd) throws SystemException {
    byte[] status = new byte[STATFS_SIZE];
    libc.call("fstatfs", () -> libc.functions().fstatfs(fd, status));
    return (int) ByteBuffer.wrap(status).order(ByteOrder.nativeOrder()).getLong();
  }
}
