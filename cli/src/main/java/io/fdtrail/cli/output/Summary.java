package io.fdtrail.cli.output;

import java.util.Map;
import java.util.stream.Collectors;

/** The closing line. */
public final class Summary {
  private Summary() {}

  /** {@code 1204 events, 17 lost (17 ring_full)}. */
  public static String text(long events, Map<String, Long> lost) {
    String counts = counted(events, "event") + ", " + total(lost) + " lost";
    if (lost.isEmpty()) {
      return counts;
    }
    return lost.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", ", counts + " (", ")"));
  }

  static long total(Map<String, Long> lost) {
    return lost.values().stream().mapToLong(Long::longValue).sum();
  }

  static String counted(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
