package io.fdtrail.cli.options;

import static io.fdtrail.cli.options.OptionSpecs.flag;
import static io.fdtrail.cli.options.OptionSpecs.names;
import static io.fdtrail.cli.options.OptionSpecs.one;

import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The options that commands share and that are no part of another record of this package. */
public final class CommandOptions {
  private CommandOptions() {}

  static void requireBeside(ParseResult given, String option, String needed) {
    if (given.hasMatchedOption(option) && !given.hasMatchedOption(needed)) {
      throw new ParameterException(
          given.commandSpec().commandLine(), option + " does nothing without " + needed);
    }
  }

  /** Adds the user that the traced command runs as. */
  public static void addRunAs(CommandSpec to) {
    to.addOption(
        one("", "--run-as", "USER", String.class, new Words.Text(), "run CMD as this user"));
  }

  public static Optional<String> runAs(ParseResult given) {
    return Optional.ofNullable(given.matchedOptionValue("--run-as", null));
  }

  /** Adds what every command has. */
  public static void addHelp(CommandSpec to) {
    to.addOption(names("-h", "--help").arity("0").usageHelp(true).description("show this").build());
    to.addOption(
        names("-V", "--version")
            .arity("0")
            .versionHelp(true)
            .description("show the version")
            .build());
  }

  /** Adds -v, for commands without the options of a trace. */
  public static void addVerbose(CommandSpec to) {
    to.addOption(flag("-v", "--verbose", "show the kernel's messages"));
  }

  public static boolean isVerbose(ParseResult given) {
    return given.hasMatchedOption("-v");
  }
}
