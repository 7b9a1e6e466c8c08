package io.fdtrail.cli.container;

import io.fdtrail.os.FileStatus;
import io.fdtrail.os.NativeFile;
import io.fdtrail.os.TrustedDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A regular file that only root or we can write, in directories of which the same is true. No link
 * leads there: we walk by descriptors, one step at a time.
 */
final class OwnedFile {
  /** A bundle has a few KiB. A list of containers has one for each. */
  static final int LARGEST = 4 << 20;

  private static final int PIECE = 16384;

  private OwnedFile() {}

  /**
   * Reads all of it.
   *
   * @param directory where the walk begins
   * @param steps names, of which the last is the file's
   * @throws IOException also if it is too large, or others could have led us there
   */
  static byte[] read(Path directory, List<String> steps) throws IOException {
    NativeFile here = NativeFile.directory(directory.toString());
    try {
      require(here.status().isDirectory() && isOwned(here.status()));
      for (String step : steps.subList(0, steps.size() - 1)) {
        NativeFile next = here.look(step);
        here.close();
        here = next;
        require(here.status().isDirectory() && isOwned(here.status()));
      }
      return readFrom(here, steps.get(steps.size() - 1));
    } finally {
      here.close();
    }
  }

  /** Opening anything but a regular file can do something to it. */
  private static byte[] readFrom(NativeFile directory, String name) throws IOException {
    try (NativeFile seen = directory.look(name)) {
      FileStatus status = seen.status();
      require(status.isRegular() && isOwned(status) && status.size() <= LARGEST);
      try (NativeFile file = directory.read(name)) {
        require(file.status().isSameFile(status));
        return all(file);
      }
    }
  }

  private static byte[] all(NativeFile file) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] piece = file.read(0, PIECE);
    while (piece.length > 0) {
      all.writeBytes(piece);
      require(all.size() <= LARGEST);
      piece = file.read(all.size(), PIECE);
    }
    return all.toByteArray();
  }

  private static boolean isOwned(FileStatus status) {
    return TrustedDirectory.isTrusted(status.uid()) && !status.isOpenToOthers();
  }

  private static void require(boolean isFulfilled) throws IOException {
    if (!isFulfilled) {
      throw new IOException("not a file of the runtime's own");
    }
  }
}
