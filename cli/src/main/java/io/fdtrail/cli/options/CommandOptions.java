package io.fdtrail.cli.options;

import static io.fdtrail.cli.options.OptionSpecs.flag;
import static io.fdtrail.cli.options.OptionSpecs.hidden;
import static io.fdtrail.cli.options.OptionSpecs.names;
import static io.fdtrail.cli.options.OptionSpecs.one;
import static io.fdtrail.cli.options.OptionSpecs.plainList;

import io.fdtrail.cli.options.OutputOptions.Format;
import io.fdtrail.event.StackEnds;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The options of the commands: added to a picocli command, and read back as plain records. Not by
 * annotations, because to read those takes a third of the start-up time.
 */
public final class CommandOptions {
  private static final int KEPT = 5;

  private CommandOptions() {}

  /** Adds the options that shape the output. */
  public static void addOutput(CommandSpec to) {
    to.addOption(flag("-T", "--timestamp", "show the seconds since the first row"));
    to.addOption(
        format("FORMAT", List.of(Format.values()), "table, or lines of json, ecs or otel"));
    to.addOption(
        hidden(
            one(
                "",
                "--aggregate",
                "SECONDS",
                Duration.class,
                Seconds.some(),
                "show the sums of such periods instead of rows")));
    to.addOption(
        hidden(
            one(
                "",
                "--stack",
                "send|recv|both",
                StackEnds.class,
                new Converters.StackEndsName(),
                "show the stack of who sent, of who received, or both, under the row")));
    to.addOption(flag("--trail", "show the path of each file, whenever it makes a hop"));
    to.addOption(
        plainList(
            "",
            "--fields",
            "FIELD",
            String.class,
            new Converters.Name("a field"),
            "show only these, such as time,fd,name, or +uid,-tid; ? lists all"));
  }

  /** Adds only -o, for what has no event lines. */
  public static void addFormat(CommandSpec to) {
    to.addOption(
        format(
            "table|json", List.of(Format.TABLE, Format.JSON), "rows, or one JSON object per line"));
  }

  private static OptionSpec format(String words, List<Format> formats, String sentence) {
    return one("-o", "--format", words, Format.class, new Converters.FormatName(formats), sentence);
  }

  /** Adds the file that takes the output. */
  public static void addFile(CommandSpec to) {
    to.addOption(
        one(
            "",
            "--output",
            "FILE",
            String.class,
            new Converters.FileName(),
            "append to this file, reopened on SIGHUP (--rotate-size, --rotate-keep)"));
    to.addOption(
        hidden(
            one(
                "",
                "--rotate-size",
                "SIZE",
                Long.class,
                new Converters.Size(),
                "rename the file of --output or -w at this size, to FILE.1 ... FILE." + KEPT)));
    to.addOption(
        hidden(
            one(
                "",
                "--rotate-keep",
                "N",
                Integer.class,
                new Converters.Keep(),
                "how many older files are kept; default " + KEPT)));
  }

  /**
   * Reads what {@link #addFile} added.
   *
   * @throws ParameterException if there is no file for them
   */
  public static FileOptions file(ParseResult given) {
    if (!given.hasMatchedOption("-w")) {
      requireBeside(given, "--rotate-size", "--output");
    }
    return file(given, "--output");
  }

  /**
   * A file that one of the options names.
   *
   * @throws ParameterException if it cannot be as they say
   */
  static FileOptions file(ParseResult given, String option) {
    requireBeside(given, "--rotate-keep", "--rotate-size");
    Long size = given.matchedOptionValue("--rotate-size", null);
    return new FileOptions(
        Optional.ofNullable(given.<String>matchedOptionValue(option, null)),
        size == null ? OptionalLong.empty() : OptionalLong.of(size),
        given.matchedOptionValue("--rotate-keep", KEPT));
  }

  static void requireBeside(ParseResult given, String option, String needed) {
    if (given.hasMatchedOption(option) && !given.hasMatchedOption(needed)) {
      throw new ParameterException(
          given.commandSpec().commandLine(), option + " does nothing without " + needed);
    }
  }

  public static Format format(ParseResult given) {
    return given.matchedOptionValue("-o", Format.TABLE);
  }

  /**
   * Reads what {@link #addOutput} added.
   *
   * @param trails whether trails are shown without an option that asks for them
   */
  public static OutputOptions output(ParseResult given, boolean trails) {
    return new OutputOptions(
        format(given),
        given.hasMatchedOption("-T"),
        trails || given.hasMatchedOption("--trail"),
        Optional.ofNullable(given.<Duration>matchedOptionValue("--aggregate", null)),
        given.matchedOptionValue("--fields", List.of()),
        given.matchedOptionValue("--stack", StackEnds.NONE));
  }

  /** Adds the options that say how the trace runs. */
  public static void addRun(CommandSpec to) {
    to.addOption(
        one("-d", "--duration", "SECONDS", Duration.class, Seconds.some(), "end after this time"));
    to.addOption(
        one("-c", "--count", "N", Long.class, new Converters.Count(), "end after this many rows"));
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

  /** Adds where a trace reports its health. */
  public static void addMetrics(CommandSpec to) {
    to.addOption(
        one(
            "",
            "--metrics",
            "[ADDR:]PORT",
            InetSocketAddress.class,
            new ListenAddress(),
            "metrics for Prometheus; without ADDR only here (--metrics-host NAME)"));
    to.addOption(
        hidden(
            plainList(
                "",
                "--metrics-host",
                "NAME",
                String.class,
                new HostName(),
                "accept requests for these host names, too")));
  }

  private static Optional<MetricsOptions> metrics(ParseResult given) {
    InetSocketAddress address = given.matchedOptionValue("--metrics", null);
    List<String> hosts = given.matchedOptionValue("--metrics-host", List.of());
    if (address == null && !hosts.isEmpty()) {
      throw new ParameterException(
          given.commandSpec().commandLine(), "--metrics-host is for --metrics");
    }
    return address == null ? Optional.empty() : Optional.of(new MetricsOptions(address, hosts));
  }

  /** Adds the options about what is attached to the kernel. */
  public static void addProbe(CommandSpec to) {
    to.addOption(
        one(
            "",
            "--backend",
            "NAME",
            String.class,
            new Converters.Text(),
            "fentry, kprobe or tracepoint; else the best that works here"));
    to.addOption(
        hidden(
            one(
                "",
                "--ring-size",
                "SIZE",
                Integer.class,
                new Converters.RingSize(),
                "buffer between kernel and tracer, a power of two; default 8M")));
    to.addOption(flag("-v", "--verbose", "explain on stderr what it does and why"));
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
            "then wait this long before looking what is open; default " + after.toSeconds()));
  }

  public static Duration after(ParseResult given, Duration standard) {
    return given.matchedOptionValue("--after", standard);
  }

  /**
   * Reads what {@link #addRun} added, or {@link #addWindow} and {@link #addProbe}.
   *
   * @param ringSize bytes, if the user does not give a size
   */
  public static RunOptions run(ParseResult given, int ringSize) {
    Long count = given.matchedOptionValue("-c", null);
    return new RunOptions(
        Optional.ofNullable(given.<Duration>matchedOptionValue("-d", null)),
        count == null ? OptionalLong.empty() : OptionalLong.of(count),
        Optional.ofNullable(given.<String>matchedOptionValue("--backend", null)),
        Optional.ofNullable(given.<RateLimit>matchedOptionValue("--rate-limit", null)),
        given.matchedOptionValue("--ring-size", ringSize),
        !given.hasMatchedOption("--no-proc"),
        metrics(given),
        isVerbose(given));
  }

  /** Adds the user that the traced command runs as. */
  public static void addRunAs(CommandSpec to) {
    to.addOption(
        one("", "--run-as", "USER", String.class, new Converters.Text(), "run CMD as this user"));
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
