package io.fdtrail.os;

import java.io.IOException;
import java.io.InputStream;

/** A file that comes with our classes, as it was built for this kind of machine. */
public final class PackedFile {
  private static final String MACHINE = System.getProperty("os.arch");

  private PackedFile() {}

  /**
   * Its bytes.
   *
   * @throws SystemException if it was not built for this kind of machine
   */
  public static byte[] read(String name) throws SystemException {
    try (InputStream in = PackedFile.class.getResourceAsStream(MACHINE + "/" + name)) {
      if (in == null) {
        throw new SystemException("this build of fdtrail has no " + name + " for " + MACHINE);
      }
      // All of it is available: readAllBytes would need twice the memory.
      byte[] bytes = new byte[in.available()];
      if (in.readNBytes(bytes, 0, bytes.length) < bytes.length || in.read() >= 0) {
        throw new IOException("it is not as long as the jar says");
      }
      return bytes;
    } catch (IOException e) {
      throw new SystemException("cannot read " + name + " from the jar: " + e.getMessage());
    }
  }
}
