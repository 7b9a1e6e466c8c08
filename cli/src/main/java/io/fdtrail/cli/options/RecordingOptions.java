package io.fdtrail.cli.options;

import static io.fdtrail.cli.options.OptionSpecs.flag;
import static io.fdtrail.cli.options.OptionSpecs.hidden;
import static io.fdtrail.cli.options.OptionSpecs.names;
import static io.fdtrail.cli.options.OptionSpecs.one;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * A trace that is kept in a file, or read from files.
 *
 * @param written no path: it is not recorded
 * @param prints whether rows are shown, too
 * @param read empty: nothing is read
 * @param follows whether what is read grows
 */
public record RecordingOptions(
    FileOptions written, boolean prints, List<String> read, boolean follows) {
  /** A trace that is shown as it runs. */
  public static final RecordingOptions NONE =
      new RecordingOptions(FileOptions.NONE, true, List.of(), false);

  /** Of {@code -r}. */
  public static final String STANDARD_INPUT = "-";

  /** What says how to trace, and not what to show. */
  private static final List<String> FOR_A_TRACE =
      List.of(
          "--stack",
          "--host",
          "-w",
          "--print",
          "-d",
          "--after",
          "--interval",
          "--warn",
          "--no-proc",
          "--backend",
          "--ring-size",
          "--metrics",
          "--run-as",
          "--fail-on");

  /** Adds them. */
  public static void addTo(CommandSpec to) {
    to.addOption(write("record everything for -r; print no rows unless --print"));
    to.addOption(hidden(flag("--print", "with -w: show rows, too")));
    to.addOption(read("show a recording, or lines of -o json; needs no root"));
    to.addOption(
        hidden(
            flag(
                "--follow",
                "with -r: wait for what is added to FILE, and read on if it is rotated")));
  }

  private static OptionSpec write(String description) {
    return one("-w", "--write", "FILE", String.class, new Words.FileName(), description);
  }

  static OptionSpec read(String description) {
    return names("-r", "--read")
        .arity("1..*")
        .paramLabel("FILE...")
        .hideParamSyntax(true)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .converters(new Words.FileName())
        .description(description)
        .build();
  }

  /**
   * Reads what {@link #addTo} added.
   *
   * @param traces whether a command follows {@code --}
   * @throws ParameterException if they contradict others
   */
  public static RecordingOptions of(ParseResult given, boolean traces) {
    CommandOptions.requireBeside(given, "--print", "-w");
    List<String> read = read(given, traces);
    CommandOptions.requireBeside(given, "--follow", "-r");
    boolean follows = given.hasMatchedOption("--follow");
    if (follows && (read.size() > 1 || read.contains(STANDARD_INPUT))) {
      throw new ParameterException(
          given.commandSpec().commandLine(), "--follow is for one file, which has a name");
    }
    FileOptions written = FileOptions.of(given, "-w");
    boolean prints = given.hasMatchedOption("--print");
    if (written.path().isPresent() && !prints && given.hasMatchedOption("--output")) {
      throw new ParameterException(
          given.commandSpec().commandLine(),
          "--output is for rows, which -w shows only with --print");
    }
    return new RecordingOptions(written, prints, read, follows);
  }

  /**
   * Which files are read; none: a trace is shown as it runs.
   *
   * @param traces whether a command follows {@code --}
   * @throws ParameterException if that contradicts other options
   */
  public static List<String> read(ParseResult given, boolean traces) {
    List<String> read = given.matchedOptionValue("-r", List.of());
    if (!read.isEmpty()) {
      for (String option : FOR_A_TRACE) {
        CommandSpec spec = given.commandSpec();
        if (spec.findOption(option) != null && given.hasMatchedOption(option)) {
          throw new ParameterException(spec.commandLine(), option + " is for a trace, not for -r");
        }
      }
      if (traces) {
        throw new ParameterException(
            given.commandSpec().commandLine(), "-r runs no command, and takes no --");
      }
    }
    return read;
  }

  /** Adds those of a command that shows what processes have when they end. */
  public static void addOfEnds(CommandSpec to) {
    to.addOption(write("with CMD: also record everything, for -r"));
    to.addOption(read("what a recording of a command has; needs no root"));
  }

  /**
   * Reads what {@link #addOfEnds} added.
   *
   * @param traces whether a command follows {@code --}
   * @throws ParameterException if they contradict others
   */
  public static RecordingOptions ofEnds(ParseResult given, boolean traces) {
    List<String> read = read(given, traces);
    if (given.hasMatchedOption("-w") && !traces) {
      throw new ParameterException(
          given.commandSpec().commandLine(),
          "-w is for a command after --: a recording contains only what its processes had when they ended");
    }
    return new RecordingOptions(FileOptions.of(given, "-w"), true, read, false);
  }
}
