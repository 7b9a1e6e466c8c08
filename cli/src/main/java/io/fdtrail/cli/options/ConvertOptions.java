package io.fdtrail.cli.options;

import static io.fdtrail.cli.options.OptionSpecs.required;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options of {@code convert}.
 *
 * @param read the files of a recording
 * @param to what it becomes
 * @param written no path: the standard output
 */
public record ConvertOptions(List<String> read, Format to, FileOptions written) {
  /** Adds them. */
  public static void addTo(CommandSpec to) {
    to.addOption(required(RecordingOptions.read("the files of one recording, in any order")));
    to.addOption(
        required(
            OptionSpecs.one(
                "",
                "--to",
                "json|csv|perfetto",
                Format.class,
                new Words.FormatName(List.of(Format.JSON, Format.CSV, Format.PERFETTO)),
                "lines of JSON, comma-separated values, or a trace for ui.perfetto.dev")));
    to.addOption(
        FileOptions.document("write to this file, and replace an earlier conversion in it"));
  }

  /** Reads what {@link #addTo} added. */
  public static ConvertOptions of(ParseResult given) {
    return new ConvertOptions(
        given.matchedOptionValue("-r", List.of()),
        given.matchedOptionValue("--to", Format.JSON),
        FileOptions.ofDocument(given));
  }
}
