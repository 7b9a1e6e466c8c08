package io.fdtrail.cli.command;

import io.fdtrail.cli.output.Printable;
import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.ParseResult;

/** What the commands that pass descriptors themselves have in common. */
final class Passing {
  private Passing() {}

  /** Prints messages that are no reason to end. */
  static Consumer<String> notices(ParseResult given) {
    PrintWriter messages = given.commandSpec().commandLine().getErr();
    return notice -> messages.println("fdtrail: " + Printable.of(notice));
  }
}
