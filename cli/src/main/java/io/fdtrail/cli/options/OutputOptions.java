package io.fdtrail.cli.options;

import static io.fdtrail.cli.options.OptionSpecs.flag;
import static io.fdtrail.cli.options.OptionSpecs.hidden;
import static io.fdtrail.cli.options.OptionSpecs.one;
import static io.fdtrail.cli.options.OptionSpecs.plainList;

import io.fdtrail.event.StackEnds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * How events are shown.
 *
 * @param format of a line
 * @param timed the table shows the time first
 * @param trail the path of each file instead of its events
 * @param sums the sums of such periods instead of rows; empty: rows
 * @param fields what is shown about an event, in order; empty: our own choice
 * @param stacks whose stacks are shown
 * @param host what the machine is called; empty: what it calls itself
 */
public record OutputOptions(
    Format format,
    boolean timed,
    boolean trail,
    Optional<Duration> sums,
    List<String> fields,
    StackEnds stacks,
    Optional<String> host) {
  private static final String STACK = "--stack";

  /** Adds the options that shape the output. */
  public static void addTo(CommandSpec to) {
    to.addOption(flag("-T", "--timestamp", "show the seconds since the first row"));
    to.addOption(
        format(
            "FORMAT",
            List.of(Format.TABLE, Format.JSON, Format.OTEL, Format.ECS),
            "table, or lines of json, ecs or otel"));
    to.addOption(
        hidden(
            one(
                "",
                "--aggregate",
                "SECONDS",
                Duration.class,
                Seconds.some(),
                "show the sums of each such period instead of rows")));
    to.addOption(
        hidden(stack("show the stack of the sender, the receiver, or both, under the row")));
    to.addOption(flag("--trail", "show the path of each file, whenever it makes a hop"));
    to.addOption(
        plainList(
            "",
            "--fields",
            "FIELD",
            String.class,
            new Words.Name("a field"),
            "only these, such as fd,name or +host,-tid (--host NAME); ? lists all"));
    to.addOption(
        hidden(
            one(
                "",
                "--host",
                "NAME",
                String.class,
                new HostName(),
                "call this machine so in the field host, and in what -w records")));
  }

  private static OptionSpec stack(String sentence) {
    return one("", STACK, "send|recv|both", StackEnds.class, new Words.StackEndsName(), sentence);
  }

  /** Adds the stacks of a page, which has all members of a row. */
  public static void addStack(CommandSpec to) {
    to.addOption(stack("with each row, the stack of the sender, the receiver, or both"));
  }

  /** All members of each row, with the stacks that {@link #addStack} asks for. */
  public static OutputOptions ofPage(ParseResult given) {
    return plain(Format.JSON, given.matchedOptionValue(STACK, StackEnds.NONE));
  }

  /** Adds only -o, for what has no event lines. */
  public static void addFormat(CommandSpec to) {
    to.addOption(
        format(
            "table|json", List.of(Format.TABLE, Format.JSON), "rows, or one JSON object per line"));
  }

  /** Adds the stacks of who received, which alone are shown. */
  public static void addReceiversStack(CommandSpec to, String sentence) {
    to.addOption(flag(STACK, sentence));
  }

  /** The stacks that {@link #addReceiversStack} asks for. */
  public static StackEnds receiversStack(ParseResult given) {
    return given.hasMatchedOption(STACK) ? StackEnds.RECV : StackEnds.NONE;
  }

  private static OptionSpec format(String words, List<Format> formats, String sentence) {
    return one("-o", "--format", words, Format.class, new Words.FormatName(formats), sentence);
  }

  /** The format that {@code -o} chose; a table without it. */
  public static Format format(ParseResult given) {
    return given.matchedOptionValue("-o", Format.TABLE);
  }

  /**
   * Reads what {@link #addTo} added.
   *
   * @param trails whether trails are shown without an option that asks for them
   */
  public static OutputOptions of(ParseResult given, boolean trails) {
    return new OutputOptions(
        format(given),
        given.hasMatchedOption("-T"),
        trails || given.hasMatchedOption("--trail"),
        Optional.ofNullable(given.<Duration>matchedOptionValue("--aggregate", null)),
        given.matchedOptionValue("--fields", List.of()),
        trails ? receiversStack(given) : given.matchedOptionValue(STACK, StackEnds.NONE),
        Optional.ofNullable(given.<String>matchedOptionValue("--host", null)));
  }

  /** Lines with no more about an event than the format has. */
  public static OutputOptions plain(Format format, StackEnds stacks) {
    return new OutputOptions(
        format, false, false, Optional.empty(), List.of(), stacks, Optional.empty());
  }

  /** Rows without stacks, and not sums. */
  public OutputOptions(Format format, boolean timed, boolean trail, List<String> fields) {
    this(format, timed, trail, Optional.empty(), fields, StackEnds.NONE, Optional.empty());
  }

  /** The same with these fields. */
  public OutputOptions with(List<String> others) {
    return new OutputOptions(format, timed, trail, sums, others, stacks, host);
  }

  /** Whether its members have the names that a convention gives them. */
  public boolean isConvention() {
    return format == Format.ECS || format == Format.OTEL;
  }

  /** Whether a line is an object. */
  public boolean isJson() {
    return format != Format.TABLE;
  }
}
