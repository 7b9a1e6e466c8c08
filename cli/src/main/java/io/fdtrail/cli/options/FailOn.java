package io.fdtrail.cli.options;

import io.fdtrail.event.Action;
import io.fdtrail.event.CloseOnExec;
import io.fdtrail.event.FdEvent;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What a build may fail on. */
public enum FailOn {
  DROP(event -> event.action() == Action.DROP),
  FAIL(event -> event.action() == Action.FAIL),
  /** A program that the receiver executes inherits the number. */
  INHERITABLE(event -> event.closeOnExec() == CloseOnExec.CLEAR),
  /** What a process had received and still had when it ended: no row. */
  LEAK(event -> false),
  /** What the summary counts as lost: no row. */
  LOST(event -> false);

  private final Predicate<FdEvent> test;

  FailOn(Predicate<FdEvent> test) {
    this.test = test;
  }

  /** Whether it is what an event shows. */
  public boolean isShownBy(FdEvent event) {
    return test.test(event);
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All of them. */
  public static String words() {
    return Arrays.stream(values()).map(FailOn::word).collect(Collectors.joining(" "));
  }
}
