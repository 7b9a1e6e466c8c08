package io.fdtrail.cli.options;

import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The option of {@code report}. */
public final class ReportOptions {
  private static final String FILE = "-o";

  private ReportOptions() {}

  public static void addTo(CommandSpec to) {
    OptionSpec file =
        OptionSpecs.one(
            FILE,
            "--output",
            "FILE",
            String.class,
            new Words.FileName(),
            "write the page to this file, and replace what is in it");
    to.addOption(OptionSpec.builder(file).required(true).build());
  }

  /** The file of the page. */
  public static FileOptions file(ParseResult given) {
    String path = given.matchedOptionValue(FILE, "");
    return new FileOptions(Optional.of(path), OptionalLong.empty(), 0);
  }
}
