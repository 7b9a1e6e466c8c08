package io.fdtrail.cli.options;

import static io.fdtrail.cli.options.OptionSpecs.expression;
import static io.fdtrail.cli.options.OptionSpecs.flag;
import static io.fdtrail.cli.options.OptionSpecs.hidden;
import static io.fdtrail.cli.options.OptionSpecs.one;
import static io.fdtrail.cli.options.OptionSpecs.plainList;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * What fails a build.
 *
 * @param reasons any of which does
 * @param exceptions expressions: rows for which one is true do not
 * @param status the exit status then
 * @param quiet whether only the rows that do are shown
 */
public record FailOptions(Set<FailOn> reasons, List<String> exceptions, int status, boolean quiet) {
  private static final String FAIL_ON = "--fail-on";
  private static final String EXCEPT = "--except";
  private static final String STATUS = "--error-exitcode";
  private static final String QUIET = "--quiet";

  /**
   * Adds the options.
   *
   * @param status the exit status, if the user gives none
   */
  public static void addTo(CommandSpec to, int status) {
    to.addOption(
        plainList(
            "",
            FAIL_ON,
            "REASON",
            FailOn.class,
            new Words.Reason(),
            "exit with "
                + status
                + " ("
                + STATUS
                + " N) after "
                + FailOn.words().replace(' ', ',')));
    to.addOption(
        expression(
            "", EXCEPT, "ignore rows for which this is true; -q prints only the rows that count"));
    to.addOption(hidden(flag("-q", QUIET, "print only the rows that " + FAIL_ON + " names")));
    to.addOption(
        hidden(
            status("exit status if what " + FAIL_ON + " names has happened; default " + status)));
  }

  /** Adds only the exit status. */
  public static void addStatusTo(CommandSpec to) {
    to.addOption(status("with CMD: exit with N if there is a row"));
  }

  private static OptionSpec status(String help) {
    return one("", STATUS, "N", Integer.class, new Numbers.ExitStatus(), help);
  }

  /** Reads what {@link #addStatusTo} added. */
  public static OptionalInt status(ParseResult given) {
    Integer status = given.matchedOptionValue(STATUS, null);
    return status == null ? OptionalInt.empty() : OptionalInt.of(status);
  }

  /**
   * Reads what {@link #addTo} added; empty if nothing fails a build.
   *
   * @throws ParameterException if there is nothing for an option to change
   */
  public static Optional<FailOptions> of(ParseResult given, int status) {
    CommandOptions.requireBeside(given, EXCEPT, FAIL_ON);
    CommandOptions.requireBeside(given, STATUS, FAIL_ON);
    CommandOptions.requireBeside(given, QUIET, FAIL_ON);
    for (String shows : List.of("--output", "--format", "--fields", "--print")) {
      if (given.hasMatchedOption(QUIET) && given.hasMatchedOption(shows)) {
        throw new ParameterException(
            given.commandSpec().commandLine(), QUIET + " shows no rows: omit " + shows);
      }
    }
    if (!given.hasMatchedOption(FAIL_ON)) {
      return Optional.empty();
    }
    List<FailOn> reasons = given.matchedOptionValue(FAIL_ON, List.of());
    return Optional.of(
        new FailOptions(
            EnumSet.copyOf(reasons),
            given.matchedOptionValue(EXCEPT, List.of()),
            given.matchedOptionValue(STATUS, status),
            given.hasMatchedOption(QUIET)));
  }
}
