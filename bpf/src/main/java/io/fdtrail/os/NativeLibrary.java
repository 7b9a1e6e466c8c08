package io.fdtrail.os;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The native libraries, in the directory that the system property {@code fdtrail.lib} names. Nobody
 * else must be able to replace what root loads: only the owner may write the file and every
 * directory above it, and the owner is root or the owner of our own classes.
 */
public final class NativeLibrary {
  public static final String PROPERTY = "fdtrail.lib";

  private static final int WRITABLE_BY_OTHERS = 0022;

  /**
   * The libraries that ours needs, in the order to load them. Copies beside ours are used instead
   * of the system's.
   */
  private static final List<String> NEEDED = List.of("libelf.so.1", "libbpf.so.1");

  private static final String OURS = "libfdtrail.so";

  private static boolean loaded;

  private NativeLibrary() {}

  public static synchronized void load() throws SystemException {
    if (loaded) {
      return;
    }
    for (String needed : NEEDED) {
      if (Files.exists(path(needed))) {
        load(safe(needed));
      }
    }
    load(safe(OURS));
    loaded = true;
  }

  private static void load(Path library) throws SystemException {
    try {
      System.load(library.toString());
    } catch (UnsatisfiedLinkError e) {
      throw new SystemException("cannot load " + library + ": " + e.getMessage());
    }
  }

  /**
   * The path of a library, without symbolic links.
   *
   * @throws SystemException if it does not exist, or others could have written it
   */
  public static Path safe(String name) throws SystemException {
    Path library = path(name);
    try {
      Path real = library.toRealPath();
      requireSafe(real, ownerOfOurClasses());
      return real;
    } catch (IOException e) {
      throw new SystemException("cannot load " + library + ": " + reason(e));
    }
  }

  private static Path path(String name) throws SystemException {
    String directory = System.getProperty(PROPERTY);
    if (directory == null) {
      throw new SystemException(
          "the system property " + PROPERTY + " does not name the directory of " + name);
    }
    return Path.of(directory, name);
  }

  /** The sticky bit does not help: in /tmp anybody can be the first to create the directory. */
  static void requireSafe(Path library, int trustedUid) throws SystemException, IOException {
    for (Path path = library; path != null; path = path.getParent()) {
      Map<String, Object> attributes = Files.readAttributes(path, "unix:uid,mode");
      int uid = (Integer) attributes.get("uid");
      int mode = (Integer) attributes.get("mode");
      if ((mode & WRITABLE_BY_OTHERS) != 0) {
        throw new SystemException("refuses to load " + library + ": others may write to " + path);
      }
      if (uid != 0 && uid != trustedUid) {
        throw new SystemException(
            "refuses to load " + library + ": " + path + " belongs to user " + uid);
      }
    }
  }

  private static int ownerOfOurClasses() throws IOException {
    try {
      Path classes =
          Path.of(NativeLibrary.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return (Integer) Files.getAttribute(classes, "unix:uid");
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private static String reason(IOException e) {
    return e instanceof NoSuchFileException ? "no such file" : e.toString();
  }
}
