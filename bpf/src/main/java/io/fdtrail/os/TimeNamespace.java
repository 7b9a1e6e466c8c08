package io.fdtrail.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a time namespace (Linux 5.6) adds to the clocks that a process reads. BPF programs read the
 * machine's clocks.
 *
 * @param bootNanos added to CLOCK_BOOTTIME
 */
record TimeNamespace(long bootNanos) {
  private static final long NANOS = 1_000_000_000;
  private static final TimeNamespace NONE = new TimeNamespace(0);

  /**
   * @param process such as {@code /proc/self}
   */
  static TimeNamespace read(Path process) {
    try {
      Path own = Files.readSymbolicLink(process.resolve("ns/time"));
      if (!own.equals(Files.readSymbolicLink(process.resolve("ns/time_for_children")))) {
        return NONE; // the file shows the offsets of our children
      }
      for (String line : Files.readAllLines(process.resolve("timens_offsets"))) {
        String[] fields =
            line.trim()
                .split("\\s+"); // "boottime  86400  0": seconds, which may be negative, and ns
        if (fields[0].equals("boottime")) {
          return new TimeNamespace(Long.parseLong(fields[1]) * NANOS + Long.parseLong(fields[2]));
        }
      }
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
      // a kernel without time namespaces
    }
    return NONE;
  }
}
