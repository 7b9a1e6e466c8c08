package io.fdtrail.scm;

import static io.fdtrail.scm.Libc.O_DIRECTORY;
import static io.fdtrail.scm.Libc.O_PATH;

import java.nio.charset.StandardCharsets;

/** The directories that a path leads through. */
final class Directories {
  private static final int WRITABLE_BY_OTHERS = 0022;

  private Directories() {}

  /**
   * Whether others than their owners may put something there, as in /tmp: then nobody knows whose it is. Looks at those
   * that the path names and, as links may lead elsewhere, at those above where it ends.
   */
  static boolean areOpenToOthers(Libc libc, byte[] directory) throws ErrnoException {
    String path = new String(directory, StandardCharsets.ISO_8859_1);
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (isOpenToOthers(Status.of(libc, (path.substring(0, slash) + "/.").getBytes(StandardCharsets.ISO_8859_1)))) {
        return true;
      }
    }
    return areOpenToOthers(libc, FileCalls.open(libc, FileCalls.HERE, path, O_PATH | O_DIRECTORY));
  }

  /** @param lowest is closed */
  private static boolean areOpenToOthers(Libc libc, Descriptor lowest) throws ErrnoException {
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
