package io.fdtrail.cli.ship;

import java.util.function.Consumer;

/** What is wrong, reported once and not at each attempt. */
final class Problem {
  private final Consumer<String> messages;
  private String reported = "";

  Problem(Consumer<String> messages) {
    this.messages = messages;
  }

  void report(String message) {
    if (!message.equals(reported)) {
      reported = message;
      messages.accept(message);
    }
  }

  /** It is over: if it comes back, it is reported again. */
  void end() {
    reported = "";
  }
}
