package io.fdtrail.cli.options;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options of {@code convert}.
 *
 * @param read the files of a recording
 * @param to what it becomes
 * @param written no path: the standard output
 */
public record ConvertOptions(List<String> read, Format to, FileOptions written) {
  private static final String FILE = "-o";

  /** Adds them. */
  public static void addTo(CommandSpec to) {
    to.addOption(required(RecordingOptions.read("the files of one recording, in any order")));
    to.addOption(
        required(
            OptionSpecs.one(
                "",
                "--to",
                "json|csv",
                Format.class,
                new Words.FormatName(List.of(Format.JSON, Format.CSV)),
                "an object on each line, or comma-separated values")));
    to.addOption(
        OptionSpecs.one(
            FILE,
            "--output",
            "FILE",
            String.class,
            new Words.FileName(),
            "write to this file, and replace an earlier conversion in it"));
  }

  private static OptionSpec required(OptionSpec option) {
    return OptionSpec.builder(option).required(true).build();
  }

  /** Reads what {@link #addTo} added. */
  public static ConvertOptions of(ParseResult given) {
    return new ConvertOptions(
        given.matchedOptionValue("-r", List.of()),
        given.matchedOptionValue("--to", Format.JSON),
        new FileOptions(
            Optional.ofNullable(given.<String>matchedOptionValue(FILE, null)),
            OptionalLong.empty(),
            0));
  }
}
