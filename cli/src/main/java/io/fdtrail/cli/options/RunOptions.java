package io.fdtrail.cli.options;

import static io.fdtrail.cli.options.OptionSpecs.flag;
import static io.fdtrail.cli.options.OptionSpecs.hidden;
import static io.fdtrail.cli.options.OptionSpecs.one;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * How the trace runs.
 *
 * @param duration ends it; empty: never
 * @param count of rows that end it
 * @param backend the word of the only one to try; empty: the best that works
 * @param rateLimit of the rows; empty: none
 * @param ringSize bytes, a power of two
 * @param readsProc whether the containers of processes are looked up
 * @param metrics how the health of the trace is served; empty: not at all
 * @param verbose whether to report what was chosen and why
 */
public record RunOptions(
    Optional<Duration> duration,
    OptionalLong count,
    Optional<String> backend,
    Optional<RateLimit> rateLimit,
    int ringSize,
    boolean readsProc,
    Optional<MetricsOptions> metrics,
    boolean verbose) {
  /** A record with a stack is many times larger than those of its act. */
  private static final int ROOM_FOR_STACKS = 64 << 20;

  /** Adds the options that say how the trace runs. */
  public static void addTo(CommandSpec to) {
    to.addOption(
        one("-d", "--duration", "SECONDS", Duration.class, Seconds.some(), "end after this time"));
    to.addOption(
        one("-c", "--count", "N", Long.class, new Numbers.Count(), "end after this many rows"));
    to.addOption(
        hidden(
            one(
                "",
                "--rate-limit",
                "N/s[,per=WHO]",
                RateLimit.class,
                new Rate(),
                "show at most N rows a second, of each unit, container or process; count the rest"
                    + " as lost")));
    // The launcher reads it.
    to.addOption(
        hidden(flag("--long-run", "for a trace of hours: takes less CPU time and more memory")));
    to.addOption(flag("--no-proc", "do not read /proc and cgroups: no containers, no units"));
    addProbe(to);
  }

  /** Adds the options about what is attached to the kernel. */
  public static void addProbe(CommandSpec to) {
    to.addOption(
        one(
            "",
            "--backend",
            "NAME",
            String.class,
            new Words.Text(),
            "fentry, kprobe or tracepoint; default: the best that works here"));
    to.addOption(
        hidden(
            one(
                "",
                "--ring-size",
                "SIZE",
                Integer.class,
                new Numbers.RingSize(),
                "buffer between kernel and tracer, a power of two; default 8M to 64M, see doctor")));
    to.addOption(flag("-v", "--verbose", "explain on stderr what fdtrail does, and why"));
  }

  /** Adds how long to trace, and how long to wait after that. */
  public static void addWindow(CommandSpec to, Duration window, Duration after) {
    to.addOption(
        one(
            "-d",
            "--duration",
            "SECONDS",
            Duration.class,
            Seconds.some(),
            "trace for this time; default " + window.toSeconds()));
    to.addOption(
        one(
            "",
            "--after",
            "SECONDS",
            Duration.class,
            Seconds.some(),
            "then wait this long before looking; default " + after.toSeconds()));
  }

  /** How long to wait after the window. */
  public static Duration after(ParseResult given, Duration standard) {
    return given.matchedOptionValue("--after", standard);
  }

  /**
   * Reads what {@link #addTo} added, or {@link #addWindow} and {@link #addProbe}.
   *
   * @param ringSize bytes, if the user does not give a size, and wants no stacks
   */
  public static RunOptions of(ParseResult given, int ringSize) {
    Long count = given.matchedOptionValue("-c", null);
    return new RunOptions(
        Optional.ofNullable(given.<Duration>matchedOptionValue("-d", null)),
        count == null ? OptionalLong.empty() : OptionalLong.of(count),
        Optional.ofNullable(given.<String>matchedOptionValue("--backend", null)),
        Optional.ofNullable(given.<RateLimit>matchedOptionValue("--rate-limit", null)),
        given.matchedOptionValue(
            "--ring-size",
            given.hasMatchedOption("--stack") ? Math.max(ringSize, ROOM_FOR_STACKS) : ringSize),
        !given.hasMatchedOption("--no-proc"),
        MetricsOptions.of(given),
        CommandOptions.isVerbose(given));
  }

  /** The same, until it is ended. */
  public RunOptions endless() {
    return lasting(Optional.empty());
  }

  /** The same, for so long, and without a count. */
  public RunOptions lasting(Duration length) {
    return lasting(Optional.of(length));
  }

  private RunOptions lasting(Optional<Duration> length) {
    return new RunOptions(
        length, OptionalLong.empty(), backend, rateLimit, ringSize, readsProc, metrics, verbose);
  }
}
