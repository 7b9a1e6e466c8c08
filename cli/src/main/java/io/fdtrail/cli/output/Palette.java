package io.fdtrail.cli.output;

import io.fdtrail.event.Action;
import java.util.Optional;
import java.util.function.Function;

/** The colours of a table on a terminal: few, and those that a user's theme defines. */
enum Palette {
  PLAIN,
  COLOURED;

  private static final String RED = "\033[31m";
  private static final String GREEN = "\033[32m";
  private static final String YELLOW = "\033[33m";
  private static final String NONE = "";
  private static final String END = "\033[m";

  /**
   * The palette of a terminal (https://no-color.org).
   *
   * @param environment that of the user
   */
  static Palette of(Function<String, Optional<String>> environment) {
    boolean refused = environment.apply("NO_COLOR").filter(value -> !value.isEmpty()).isPresent();
    boolean able = environment.apply("TERM").filter(term -> !term.equals("dumb")).isPresent();
    return able && !refused ? COLOURED : PLAIN;
  }

  /** What begins the colour of an action; empty if it has none. */
  String of(Action action) {
    return this == PLAIN
        ? NONE
        : switch (action) {
          case SEND -> NONE;
          case RECV, PEEK -> GREEN;
          case FAIL, DROP -> RED;
          case GRAB, INJECT, PIDFD -> YELLOW;
        };
  }

  /** What begins the colour of why something went wrong. */
  String ofReason() {
    return this == PLAIN ? NONE : RED;
  }

  /** What ends a colour. */
  static String end(String colour) {
    return colour.isEmpty() ? NONE : END;
  }
}
