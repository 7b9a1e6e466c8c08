package io.fdtrail.cli.command;

import io.fdtrail.cli.output.Printable;
import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.ParseResult;

/** What the commands have in common that pass descriptors themselves. */
final class Passing {
  private Passing() {}

  /** Prints what is no reason to end. */
  static Consumer<String> notices(ParseResult given) {
    PrintWriter messages = given.commandSpec().commandLine().getErr();
    return notice -> messages.println("fdtrail: " + Printable.of(notice));
  }
}
