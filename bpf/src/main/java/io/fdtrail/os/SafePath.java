package io.fdtrail.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Whether nobody else can have written what we load. */
final class SafePath {
  private static final int WRITABLE_BY_OTHERS = 0022;
  private static final int FOR_OTHERS = 0077;
  private static final int STICKY = 01000;

  private SafePath() {}

  /** The sticky bit does not help: in /tmp anybody can be the first to create the directory. */
  static void require(Path library, int trustedUid) throws SystemException, IOException {
    for (Path path = library; path != null; path = path.getParent()) {
      Owned owned = Owned.of(path);
      if ((owned.mode() & WRITABLE_BY_OTHERS) != 0) {
        throw refusal(library, "others may write to " + path);
      }
      requireOwner(library, path, owned, trustedUid);
    }
  }

  /**
   * Requires that we made this directory, and that nobody else can enter it or put another in its
   * place. Above it, the sticky bit helps: it keeps what we made.
   */
  static void requireDirectory(Path directory, int ourUid) throws SystemException, IOException {
    Owned ours = Owned.of(directory);
    if (ours.uid() != ourUid || (ours.mode() & FOR_OTHERS) != 0) {
      throw refusal(directory, "it is not ours alone");
    }
    for (Path path = directory.getParent(); path != null; path = path.getParent()) {
      Owned owned = Owned.of(path);
      if ((owned.mode() & WRITABLE_BY_OTHERS) != 0 && (owned.mode() & STICKY) == 0) {
        throw refusal(directory, "others may write to " + path);
      }
      requireOwner(directory, path, owned, ourUid);
    }
  }

  private static void requireOwner(Path library, Path path, Owned owned, int trustedUid)
      throws SystemException {
    if (owned.uid() != 0 && owned.uid() != trustedUid) {
      throw refusal(library, path + " belongs to user " + owned.uid());
    }
  }

  private static SystemException refusal(Path library, String reason) {
    return new SystemException("refuses to load " + library + ": " + reason);
  }

  private record Owned(int uid, int mode) {
    static Owned of(Path path) throws IOException {
      Map<String, Object> attributes = Files.readAttributes(path, "unix:uid,mode");
      return new Owned((Integer) attributes.get("uid"), (Integer) attributes.get("mode"));
    }
  }
}
