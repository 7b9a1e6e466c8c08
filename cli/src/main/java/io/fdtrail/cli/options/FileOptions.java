package io.fdtrail.cli.options;

import static io.fdtrail.cli.options.OptionSpecs.hidden;
import static io.fdtrail.cli.options.OptionSpecs.one;

import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * A file for the output.
 *
 * @param path empty: the standard output
 * @param rotateSize it is renamed once it has this many bytes; empty: never
 * @param rotateKeep how many older ones are kept
 */
public record FileOptions(Optional<String> path, OptionalLong rotateSize, int rotateKeep) {
  /** No file: the standard output. */
  public static final FileOptions NONE = new FileOptions(Optional.empty(), OptionalLong.empty(), 0);

  private static final int KEPT = 5;
  private static final String DOCUMENT = "-o";

  /** Adds the file that takes the output. */
  public static void addTo(CommandSpec to) {
    to.addOption(
        one(
            "",
            "--output",
            "FILE",
            String.class,
            new Words.FileName(),
            "append to this file, reopened on SIGHUP (--rotate-size, --rotate-keep)"));
    to.addOption(
        hidden(
            one(
                "",
                "--rotate-size",
                "SIZE",
                Long.class,
                new Numbers.Size(),
                "rename the file of --output or -w at this size, to FILE.1 ... FILE." + KEPT)));
    to.addOption(
        hidden(
            one(
                "",
                "--rotate-keep",
                "N",
                Integer.class,
                new Numbers.Keep(),
                "keep this many older files; default " + KEPT)));
  }

  /** A file that is written from its beginning. */
  static OptionSpec document(String description) {
    return one(DOCUMENT, "--output", "FILE", String.class, new Words.FileName(), description);
  }

  /** Reads what {@link #document} made. */
  static FileOptions ofDocument(ParseResult given) {
    return new FileOptions(
        Optional.ofNullable(given.<String>matchedOptionValue(DOCUMENT, null)),
        OptionalLong.empty(),
        0);
  }

  /**
   * Reads what {@link #addTo} added.
   *
   * @throws ParameterException if there is no file for them
   */
  public static FileOptions of(ParseResult given) {
    if (!given.hasMatchedOption("-w")) {
      CommandOptions.requireBeside(given, "--rotate-size", "--output");
    }
    return of(given, "--output");
  }

  /**
   * A file that one of the options names.
   *
   * @throws ParameterException if it cannot be as they say
   */
  static FileOptions of(ParseResult given, String option) {
    CommandOptions.requireBeside(given, "--rotate-keep", "--rotate-size");
    Long size = given.matchedOptionValue("--rotate-size", null);
    return new FileOptions(
        Optional.ofNullable(given.<String>matchedOptionValue(option, null)),
        size == null ? OptionalLong.empty() : OptionalLong.of(size),
        given.matchedOptionValue("--rotate-keep", KEPT));
  }
}
