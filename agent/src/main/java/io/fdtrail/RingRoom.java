package io.fdtrail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How large the ring is if nobody says it: what is passed in a burst waits there. */
final class RingRoom {
  private static final int MIB = 1 << 20;
  private static final int LEAST = 8 * MIB;

  /** Room for 350 000 rows. */
  private static final int MOST = 64 * MIB;

  /** The kernel keeps the ring in memory as long as the trace lasts. */
  private static final int SHARE_OF_MEMORY = 16;

  private RingRoom() {}

  /** Of this machine. */
  static int here() {
    return of(memory(Path.of("/proc/meminfo")));
  }

  /**
   * A power of two.
   *
   * @param memory bytes; 0: unknown
   */
  static int of(long memory) {
    int size = LEAST;
    while (size < MOST && size < memory / SHARE_OF_MEMORY) {
      size *= 2;
    }
    return size;
  }

  /** 0 if it cannot be read. */
  static long memory(Path meminfo) {
    try {
      Matcher total =
          Pattern.compile("MemTotal: +([0-9]{1,15}) kB").matcher(Files.readString(meminfo));
      return total.find() ? Long.parseLong(total.group(1)) * 1024 : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
