package io.fdtrail.cli.options;

import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;

/** The kinds of options: with no value, one, or a list. */
final class OptionSpecs {
  /**
   * Not at the end, where String.split would drop the empty word after it: an empty list would
   * choose everything.
   */
  private static final String COMMA = ",(?!$)";

  /** As {@code pidof} and {@code pgrep} print numbers. */
  private static final String COMMA_OR_BLANKS = "(?:,\\s*|\\s+)(?!$)";

  private OptionSpecs() {}

  static OptionSpec flag(String name, String description) {
    return flag("", name, description);
  }

  static OptionSpec flag(String shortName, String name, String description) {
    return names(shortName, name).arity("0").type(boolean.class).description(description).build();
  }

  static <T> OptionSpec one(
      String shortName,
      String name,
      String label,
      Class<T> type,
      ITypeConverter<T> converter,
      String description) {
    return names(shortName, name)
        .arity("1")
        .paramLabel(label)
        .type(type)
        .converters(converter)
        .description(description)
        .build();
  }

  static <T> OptionSpec list(
      String shortName,
      String name,
      String label,
      Class<T> type,
      ITypeConverter<T> converter,
      String description) {
    return listed(shortName, name, label, type, converter, description).build();
  }

  /** Numbers of processes, also with blanks between them. */
  static OptionSpec numbers(
      String shortName,
      String name,
      String label,
      ITypeConverter<String> converter,
      String description) {
    return listed(shortName, name, label, String.class, converter, description)
        .splitRegex(COMMA_OR_BLANKS)
        .build();
  }

  /** Shown like an option that takes one, to keep the help short. */
  static <T> OptionSpec plainList(
      String shortName,
      String name,
      String label,
      Class<T> type,
      ITypeConverter<T> converter,
      String description) {
    return listed(shortName, name, label, type, converter, description)
        .hideParamSyntax(true)
        .build();
  }

  private static <T> OptionSpec.Builder listed(
      String shortName,
      String name,
      String label,
      Class<T> type,
      ITypeConverter<T> converter,
      String description) {
    return names(shortName, name)
        .arity("1")
        .paramLabel(label)
        .type(List.class)
        .auxiliaryTypes(type)
        .converters(converter)
        .splitRegex(COMMA)
        .splitRegexSynopsisLabel(",")
        .description(description);
  }

  /** May be given several times, and has commas of its own. */
  static OptionSpec expression(String shortName, String name, String description) {
    return names(shortName, name)
        .arity("1")
        .paramLabel("EXPR")
        .hideParamSyntax(true)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .converters(new Words.Text())
        .description(description)
        .build();
  }

  /** The line of another option names it, to keep the help short; the manual page has it. */
  static OptionSpec hidden(OptionSpec option) {
    return OptionSpec.builder(option).hidden(true).build();
  }

  static OptionSpec required(OptionSpec option) {
    return OptionSpec.builder(option).required(true).build();
  }

  static OptionSpec.Builder names(String shortName, String name) {
    return shortName.isEmpty() ? OptionSpec.builder(name) : OptionSpec.builder(shortName, name);
  }
}
