package io.fdtrail.scm;

import io.fdtrail.os.Libc;
import io.fdtrail.os.SystemException;

/**
 * Which users our user namespace knows. The kernel shows all others as one, the overflow uid. In a
 * namespace that knows all users this is a user like any other.
 *
 * @param overflow the overflow uid
 * @param isComplete whether all users have a number here
 */
record UserNamespace(int overflow, boolean isComplete) {
  private static final int STANDARD_OVERFLOW = 65534;
  private static final long ALL = 0xffffffffL; // -1 is nobody's

  static UserNamespace ours(Libc libc) {
    return new UserNamespace(overflow(libc), isComplete(text(libc, "/proc/self/uid_map")));
  }

  private static int overflow(Libc libc) {
    try {
      return Integer.parseInt(text(libc, "/proc/sys/kernel/overflowuid").trim());
    } catch (NumberFormatException e) {
      return STANDARD_OVERFLOW;
    }
  }

  /** Empty if it cannot be read: then we know fewer users, and allow fewer. */
  private static String text(Libc libc, String path) {
    try {
      return FileCalls.read(libc, FileCalls.HERE, path);
    } catch (SystemException e) {
      return "";
    }
  }

  /**
   * @param map lines of first number here, first number outside, count; the kernel allows no
   *     overlap
   */
  static boolean isComplete(String map) {
    return map.lines()
            .map(line -> line.trim().split("\\s+"))
            .filter(range -> range.length == 3)
            .mapToLong(range -> Long.parseLong(range[2]))
            .sum()
        >= ALL;
  }

  boolean knows(int uid) {
    return isComplete || uid != overflow;
  }
}
