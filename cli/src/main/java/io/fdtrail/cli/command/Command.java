package io.fdtrail.cli.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** What a user can ask for. */
public interface Command {
  /** Gives its name, help and options. */
  void describe(CommandSpec spec);

  /**
   * Does it.
   *
   * @return the exit code
   * @throws Exception what {@link Failures} knows how to end with
   */
  int run(ParseResult given) throws Exception;
}
