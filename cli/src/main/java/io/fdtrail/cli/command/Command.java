package io.fdtrail.cli.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** What a user can ask for. */
public interface Command {
  /** Gives its name, help and options. */
  void describe(CommandSpec spec);

  /**
   * Runs it.
   *
   * @return the exit code
   * @throws Exception one that {@link Failures} can end with
   */
  int run(ParseResult given) throws Exception;
}
