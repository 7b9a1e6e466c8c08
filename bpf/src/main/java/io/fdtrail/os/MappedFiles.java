package io.fdtrail.os;

/** The files that this process has mapped: the JVM's, its class archive, and libraries. */
public final class MappedFiles {
  private MappedFiles() {}

  /**
   * Unmaps those of their pages that are resident and unchanged. They stay in the page cache: what
   * is still in use costs a minor fault for 16 pages, and is resident again.
   *
   * @return how many KiB were resident in them
   * @throws SystemException if {@code /proc/self/smaps} cannot be read, or the library cannot be
   *     loaded
   */
  public static int release() throws SystemException {
    NativeLibrary.load();
    return SystemException.check(release0(), "/proc/self/smaps");
  }

  private static native int release0();
}
