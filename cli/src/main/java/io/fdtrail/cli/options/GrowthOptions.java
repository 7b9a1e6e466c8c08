package io.fdtrail.cli.options;

import static io.fdtrail.cli.options.OptionSpecs.one;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * How {@code leaks} reports what grows while a trace runs.
 *
 * @param interval between two looks
 * @param warn the share of its limit, in percent, from which on a process is named
 */
public record GrowthOptions(Duration interval, OptionalInt warn) {
  private static final String INTERVAL = "--interval";
  private static final String WARN = "--warn";
  private static final Duration STANDARD = Duration.ofSeconds(10);

  /** Adds the options. */
  public static void addTo(CommandSpec to) {
    to.addOption(
        one(
            "",
            INTERVAL,
            "SECONDS",
            Duration.class,
            Seconds.some(),
            "meanwhile show what grows, at this interval; without -d until Ctrl-C"));
    to.addOption(
        one(
            "",
            WARN,
            "PERCENT",
            Integer.class,
            new Numbers.Percent(),
            "and name each process that reaches this share of its RLIMIT_NOFILE"));
  }

  /**
   * Reads what {@link #addTo} added; empty if neither is given.
   *
   * @throws ParameterException if there would be no look
   */
  public static Optional<GrowthOptions> of(ParseResult given) {
    Duration interval = given.matchedOptionValue(INTERVAL, null);
    Integer warn = given.matchedOptionValue(WARN, null);
    if (interval == null && warn == null) {
      return Optional.empty();
    }
    String option = interval == null ? WARN : INTERVAL;
    Duration between = interval == null ? STANDARD : interval;
    Duration window = given.matchedOptionValue("-d", between);
    if (window.compareTo(between) < 0) {
      throw new ParameterException(
          given.commandSpec().commandLine(),
          "-d ends before the first look of " + option + ": give a shorter " + INTERVAL);
    }
    return Optional.of(
        new GrowthOptions(between, warn == null ? OptionalInt.empty() : OptionalInt.of(warn)));
  }
}
