package io.fdtrail.cli.options;

import static io.fdtrail.cli.options.OptionSpecs.flag;
import static io.fdtrail.cli.options.OptionSpecs.one;

import io.fdtrail.traffic.Order;
import io.fdtrail.traffic.View;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * What {@code top} shows, and how often.
 *
 * @param batch whether one look follows the other, for a file or a pipe
 * @param delay between two looks
 * @param count of looks that end it
 * @param read the files of a recording; none: what passes now
 */
public record TopOptions(
    boolean batch, Duration delay, OptionalLong count, View view, Order order, List<String> read) {
  private static final Duration DELAY = Duration.ofSeconds(1);

  /** Adds the options, and those that choose processes and files: {@code -n} is as in top(1). */
  public static void addTo(CommandSpec to) {
    to.addOption(flag("-b", "--batch", "print one look after the other, for a file or a pipe"));
    to.addOption(
        one(
            "-n",
            "--iterations",
            "N",
            Long.class,
            new Numbers.Count(),
            "end after this many looks"));
    to.addOption(
        one(
            "-d",
            "--delay",
            "SECONDS",
            Duration.class,
            Seconds.some(),
            "time between two looks; default " + DELAY.toSeconds()));
    to.addOption(
        one(
            "",
            "--view",
            "VIEW",
            View.class,
            new Words.ViewName(),
            Words.words(View.values(), View::word).replace(' ', ',')
                + "; default "
                + View.PAIRS.word()));
    to.addOption(
        one(
            "",
            "--sort",
            "ORDER",
            Order.class,
            new Words.OrderName(),
            Words.words(Order.values(), Order::word).replace(' ', ',')
                + "; default "
                + Order.RATE.word()));
    to.addOption(RecordingOptions.read("show a recording, or lines of -o json; needs no root"));
    CommandSpec choice = CommandSpec.create();
    FilterOptions.addChoice(choice);
    for (OptionSpec option : choice.options()) {
      to.addOption(
          option.longestName().equals("--name")
              ? OptionSpec.builder(option).names("--name").build()
              : option);
    }
  }

  /** Reads what {@link #addTo} added. */
  public static TopOptions of(ParseResult given) {
    Long count = given.matchedOptionValue("--iterations", null);
    return new TopOptions(
        given.hasMatchedOption("--batch"),
        given.matchedOptionValue("--delay", DELAY),
        count == null ? OptionalLong.empty() : OptionalLong.of(count),
        given.matchedOptionValue("--view", View.PAIRS),
        given.matchedOptionValue("--sort", Order.RATE),
        read(given));
  }

  /** Here -d is no duration of a trace. */
  private static List<String> read(ParseResult given) {
    List<String> read = given.matchedOptionValue("-r", List.of());
    if (!read.isEmpty() && given.hasMatchedOption("--backend")) {
      throw new ParameterException(
          given.commandSpec().commandLine(), "--backend is for a trace, not for -r");
    }
    return read;
  }
}
