package io.fdtrail.cli.output;

import java.util.stream.Collectors;

/** The closing line. */
public final class Summary {
  private Summary() {}

  /** {@code 1204 events, 17 lost (17 ring_full), 3 receives without sender}. */
  public static String text(Totals totals) {
    String text = counted(totals.events(), "event") + ", " + totals.allLost() + " lost";
    if (!totals.lost().isEmpty()) {
      text =
          totals.lost().entrySet().stream()
              .map(entry -> entry.getValue() + " " + entry.getKey())
              .collect(Collectors.joining(", ", text + " (", ")"));
    }
    text += withoutSender(totals.receivesWithoutSender(), "receive");
    return text + withoutSender(totals.dropsWithoutSender(), "drop");
  }

  private static String withoutSender(long number, String noun) {
    return number == 0 ? "" : ", " + counted(number, noun) + " without sender";
  }

  static String counted(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
