package io.fdtrail.scm;

import static io.fdtrail.os.Errno.ENOENT;
import static io.fdtrail.os.Libc.O_DIRECTORY;
import static io.fdtrail.os.Libc.O_PATH;

import io.fdtrail.os.Libc;
import io.fdtrail.os.SystemException;
import java.nio.charset.StandardCharsets;

/** The directories that a path leads through. */
final class Directories {
  private static final int WRITABLE_BY_OTHERS = 0022;
  private static final int MOST_LINKS = 40; // the kernel's limit

  private Directories() {}

  /**
   * Whether anybody but the owners may create entries there, as in /tmp: then nobody knows whose
   * they are. Checks the directories that the path of a file names, those that its links name, and
   * those above the final one.
   */
  static boolean areOpenToOthers(Libc libc, byte[] file) throws SystemException {
    return areOpenToOthers(libc, new String(file, StandardCharsets.ISO_8859_1), MOST_LINKS);
  }

  private static boolean areOpenToOthers(Libc libc, String path, int linksLeft)
      throws SystemException {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (isOpenToOthers(Status.of(libc, bytes(path.substring(0, slash) + "/.")))) {
        return true;
      }
      int end = path.indexOf('/', slash + 1);
      if (leadsThroughOpenOnes(libc, end < 0 ? path : path.substring(0, end), linksLeft)) {
        return true;
      }
    }
    String directory = path.substring(0, path.lastIndexOf('/') + 1) + ".";
    return areOpenToOthers(
        libc, FileCalls.open(libc, FileCalls.HERE, directory, O_PATH | O_DIRECTORY));
  }

  /** Does not read links of /proc, because their text is not where they lead. */
  private static boolean leadsThroughOpenOnes(Libc libc, String path, int linksLeft)
      throws SystemException {
    Status status;
    try {
      status = Status.of(libc, bytes(path));
    } catch (SystemException e) {
      if (e.is(ENOENT)) {
        return false; // it existed when we connected: the listener has removed it
      }
      throw e;
    }
    if (!status.isLink() || status.dev() == Status.of(libc, bytes("/proc/.")).dev()) {
      return false;
    }
    String target =
        new String(FileCalls.link(libc, FileCalls.HERE, path), StandardCharsets.ISO_8859_1);
    String directory = target.startsWith("/") ? "" : path.substring(0, path.lastIndexOf('/') + 1);
    return linksLeft == 0 || areOpenToOthers(libc, directory + target, linksLeft - 1);
  }

  private static byte[] bytes(String path) {
    return path.getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * @param lowest closed by this method
   */
  private static boolean areOpenToOthers(Libc libc, Descriptor lowest) throws SystemException {
    Descriptor directory = lowest;
    try {
      while (true) {
        Status status = Status.of(libc, directory.number());
        if (isOpenToOthers(status)) {
          return true;
        }
        Descriptor above = FileCalls.open(libc, directory.number(), "..", O_PATH | O_DIRECTORY);
        directory.close();
        directory = above;
        if (Status.of(libc, above.number()).sameFile(status)) {
          return false;
        }
      }
    } finally {
      directory.close();
    }
  }

  private static boolean isOpenToOthers(Status directory) {
    return (directory.mode() & WRITABLE_BY_OTHERS) != 0;
  }
}
