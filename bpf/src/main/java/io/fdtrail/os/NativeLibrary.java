package io.fdtrail.os;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The native libraries, in the directory that the system property {@code fdtrail.lib} names. Nobody
 * else must be able to replace what root loads: only the owner may write the file and every
 * directory above it, and the owner is root or the owner of our own classes. Without the property
 * it is the library that comes with our classes ({@link PackedLibrary}).
 */
public final class NativeLibrary {
  public static final String PROPERTY = "fdtrail.lib";

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
    if (System.getProperty(PROPERTY) == null) {
      PackedLibrary.load(OURS, Path.of(System.getProperty("java.io.tmpdir")));
    } else {
      loadNamed();
    }
    loaded = true;
  }

  private static void loadNamed() throws SystemException {
    for (String needed : NEEDED) {
      if (Files.exists(path(needed))) {
        load(safe(needed));
      }
    }
    load(safe(OURS));
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
      SafePath.require(real, ownerOfOurClasses());
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
