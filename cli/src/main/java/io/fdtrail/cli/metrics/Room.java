package io.fdtrail.cli.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How many connections there is room for. */
final class Room {
  private static final int MOST = 32;
  private static final Pattern SOFT_LIMIT = Pattern.compile("(?m)^Max open files +(\\d+) ");

  private Room() {}

  static int forConnections() {
    return forConnections(Path.of("/proc/self"));
  }

  /**
   * At most half of the descriptors that are left: rows also need some, for what they read from
   * /proc.
   */
  static int forConnections(Path process) {
    try (Stream<Path> open = Files.list(process.resolve("fd"))) {
      Matcher limit = SOFT_LIMIT.matcher(Files.readString(process.resolve("limits")));
      return limit.find() ? between(Long.parseLong(limit.group(1)) - open.count()) : MOST;
    } catch (IOException e) {
      return MOST;
    }
  }

  private static int between(long left) {
    return (int) Math.max(1, Math.min(MOST, left / 2));
  }
}
