package io.fdtrail.cli.pages;

import io.fdtrail.cli.command.Commands;
import io.fdtrail.cli.options.FailOn;
import io.fdtrail.cli.output.Columns;
import io.fdtrail.event.Action;
import io.fdtrail.event.FileKind;
import io.fdtrail.kernel.Backend;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Completions of the command line for shells: the label of an option's value shows what to
 * complete.
 */
final class Completion {
  private static final String KINDS =
      String.join(" ", FileKind.WORDS) + " sock " + String.join(": ", FileKind.FAMILIES) + ":";

  private Completion() {}

  static String bash() {
    StringBuilder options = new StringBuilder();
    StringBuilder values = new StringBuilder();
    for (Commands command : Commands.values()) {
      List<OptionSpec> all = command.describe().getCommandSpec().options();
      options
          .append("    ")
          .append(command.word())
          .append(") options='")
          .append(
              all.stream()
                  .flatMap(option -> Arrays.stream(option.names()))
                  .collect(Collectors.joining(" ")))
          .append("' ;;\n");
      for (OptionSpec option : all) {
        if (option.arity().min() > 0) {
          String names =
              Arrays.stream(option.names())
                  .map(name -> command.word() + "@" + name)
                  .collect(Collectors.joining("|"));
          values
              .append("    ")
              .append(names)
              .append(") ")
              .append(bashValue(option))
              .append(" ;;\n");
        }
      }
    }
    return template("fdtrail.bash")
        .replace("%WORDS%", words())
        .replace("%OPTIONS%\n", options)
        .replace("%VALUES%\n", values);
  }

  private static String words() {
    return Arrays.stream(Commands.values()).map(Commands::word).collect(Collectors.joining(" "));
  }

  private static String bashValue(OptionSpec option) {
    return switch (option.paramLabel()) {
      case "FILE", "FILE..." -> "_filedir";
      case "USER" -> "COMPREPLY=($(compgen -u -- \"$cur\"))";
      case "PID", "TID" -> "_pids";
      case "CMD [ARG]..." -> "_command_offset $((cword))";
      default -> choices(option).isEmpty() ? ":" : "_fdtrail_list '" + choices(option) + "'";
    };
  }

  /** The possible values, separated by spaces; empty: they cannot be known. */
  private static String choices(OptionSpec option) {
    return switch (option.paramLabel()) {
      case "table|json" -> "table json";
      case "FORMAT" -> "table json ecs otel";
      case "ACTION" ->
          Arrays.stream(Action.values()).map(Action::name).collect(Collectors.joining(" "));
      case "KIND" -> KINDS;
      case "FIELD" -> String.join(" ", Columns.meanings().keySet());
      case "REASON" -> FailOn.words();
      case "NAME" ->
          Arrays.stream(Backend.values()).map(Backend::word).collect(Collectors.joining(" "));
      default -> "";
    };
  }

  static String zsh() {
    StringBuilder cases = new StringBuilder();
    for (Commands command : Commands.values()) {
      cases.append("    ").append(command.word()).append(")\n      specs=(\n");
      for (OptionSpec option : command.describe().getCommandSpec().options()) {
        cases.append(zshSpecs(option));
      }
      cases.append("      )\n      ;;\n");
    }
    return template("fdtrail.zsh").replace("%WORDS%", words()).replace("%CASES%\n", cases);
  }

  private static String zshSpecs(OptionSpec option) {
    String description =
        String.join(" ", option.description())
            .replace("'", "'\\''")
            .replace("[", "\\[")
            .replace("]", "\\]")
            .replace(":", "\\:");
    StringBuilder specs = new StringBuilder();
    for (String name : option.names()) {
      boolean isLong = name.startsWith("--");
      boolean hasValue = option.arity().min() > 0;
      specs
          .append("        '*")
          .append(name)
          .append(hasValue ? isLong ? "=" : "+" : "")
          .append('[')
          .append(description)
          .append(']')
          .append(
              hasValue
                  ? ":" + option.paramLabel().replaceAll("[^A-Z|a-z]", "") + ":" + zshValue(option)
                  : "")
          .append("'\n");
    }
    return specs.toString();
  }

  private static String zshValue(OptionSpec option) {
    return switch (option.paramLabel()) {
      case "FILE", "FILE..." -> "_files";
      case "USER" -> "_users";
      case "PID", "TID" -> "_pids";
      case "ACTION", "KIND", "FIELD", "REASON" ->
          "_values -s , value " + choices(option).replace(":", "\\:");
      default -> choices(option).isEmpty() ? " " : "(" + choices(option) + ")";
    };
  }

  private static String template(String name) {
    try (InputStream in = Completion.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
