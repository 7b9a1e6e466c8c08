package io.fdtrail.cli.output;

import java.util.stream.Collectors;

/** The closing line. */
public final class Summary {
  private Summary() {}

  /** {@code 1204 events, 17 lost (17 ring_full), 3 receives without sender}. */
  public static String text(Totals totals) {
    return counted(totals.events(), "event")
        + ", "
        + lost(totals)
        + withoutSender(totals.receivesWithoutSender(), "receive")
        + withoutSender(totals.dropsWithoutSender(), "drop");
  }

  /** {@code 17 lost (17 ring_full)}. */
  public static String lost(Totals totals) {
    String text = totals.allLost() + " lost";
    return totals.lost().isEmpty()
        ? text
        : totals.lost().entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", ", text + " (", ")"));
  }

  /** {@code fdtrail: lost 17 (ring_full): ...}, a line at once. */
  static String loss(String reason, String advice, long count) {
    return "fdtrail: lost " + count + " (" + reason + "): " + advice;
  }

  private static String withoutSender(long number, String noun) {
    return number == 0 ? "" : ", " + counted(number, noun) + " without sender";
  }

  /** {@code 1 event}, {@code 2 events}. */
  public static String counted(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
