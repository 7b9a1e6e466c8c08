package io.fdtrail.cli.options;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The options of {@code report}. */
public final class ReportOptions {
  private ReportOptions() {}

  public static void addTo(CommandSpec to) {
    to.addOption(RecordingOptions.read("of a recording, or of lines of -o json; needs no root"));
    to.addOption(
        OptionSpecs.required(
            FileOptions.document("write the page to this file, and replace what is in it")));
  }

  /** The file of the page. */
  public static FileOptions file(ParseResult given) {
    return FileOptions.ofDocument(given);
  }
}
