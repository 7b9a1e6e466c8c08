package io.fdtrail.cli.pages;

import io.fdtrail.cli.command.Commands;
import io.fdtrail.cli.command.Version;
import io.fdtrail.cli.output.Columns;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The manual page of a command, for man(1) (man(7)): its help, and the parts that all pages have.
 */
final class ManPage {
  private static final String SECTION = "8";
  private static final Pattern EXAMPLE = Pattern.compile("  (.*?) {2,}(.*)");
  private static final Pattern CODE = Pattern.compile("`([^`]*)`");

  private final CommandLine command;
  private final String date;
  private final StringBuilder page = new StringBuilder();

  ManPage(CommandLine command, String date) {
    this.command = command;
    this.date = date;
  }

  /** Such as {@code fdtrail-send}. */
  String name() {
    return name(command);
  }

  private static String name(CommandLine command) {
    return command.getCommandName().replace(' ', '-');
  }

  String text() {
    page.setLength(0);
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    String description = String.join("\n", usage.description()).strip();
    line(
        ".TH "
            + name().toUpperCase(Locale.ROOT)
            + " "
            + SECTION
            + " "
            + date
            + " \"fdtrail "
            + Version.number()
            + "\" \"System Administration\"");
    line(".SH NAME");
    line(escaped(name()) + " \\- " + escaped(summary(description)));
    synopsis();
    line(".SH DESCRIPTION");
    line(escaped(description).replace("\n\n", "\n.PP\n"));
    arguments();
    options();
    fields();
    status(usage.footer());
    examples(usage.header());
    line(".SH SEE ALSO");
    line(others() + ", the pages in /usr/share/doc/fdtrail");
    return page.toString();
  }

  /** The first sentence. */
  private static String summary(String description) {
    String sentence = description.replace('\n', ' ').replaceFirst("[.:] .*|[.]$", "");
    return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
  }

  private void synopsis() {
    line(".SH SYNOPSIS");
    line(".nf");
    String synopsis = command.getHelp().fullSynopsis().replaceFirst("^Usage: ", "").stripTrailing();
    line(escaped(synopsis.replaceAll("(?m)^ {7}", "")));
    line(".fi");
  }

  private void arguments() {
    List<PositionalParamSpec> parameters =
        command.getCommandSpec().positionalParameters().stream()
            .filter(parameter -> !parameter.hidden())
            .toList();
    if (!parameters.isEmpty()) {
      line(".SH ARGUMENTS");
    }
    for (PositionalParamSpec parameter : parameters) {
      line(".TP");
      line(italic(parameter.paramLabel()));
      line(escaped(String.join(" ", parameter.description())));
    }
  }

  private void options() {
    line(".SH OPTIONS");
    for (OptionSpec option : command.getCommandSpec().options()) {
      line(".TP");
      line(heading(option));
      line(escaped(String.join(" ", option.description())));
    }
  }

  /** Where fields can be chosen. */
  private void fields() {
    if (command.getCommandSpec().findOption("--fields") == null) {
      return;
    }
    line(".SH FIELDS");
    line("What can be shown of an event:");
    Columns.meanings()
        .forEach(
            (key, sentence) -> {
              line(".TP");
              line(bold(key));
              line(CODE.matcher(escaped(sentence)).replaceAll("\\\\fB$1\\\\fR"));
            });
  }

  private static String heading(OptionSpec option) {
    StringBuilder names = new StringBuilder();
    for (String name : option.names()) {
      names.append(names.length() == 0 ? "" : ", ").append(bold(name));
    }
    if (option.arity().max() > 0) {
      String label = "=" + option.paramLabel();
      names.append(italic(option.arity().min() == 0 ? "[" + label + "]" : label));
    }
    return names.toString();
  }

  private void status(String... lines) {
    line(".SH EXIT STATUS");
    line(escaped(String.join(" ", lines).replaceFirst("^Exit status: ", "")));
  }

  private void examples(String... lines) {
    line(".SH EXAMPLES");
    for (String text : lines) {
      Matcher example = EXAMPLE.matcher(text);
      line(".TP");
      line(bold(example.replaceFirst("$1")));
      line(escaped(example.replaceFirst("$2")));
    }
  }

  private String others() {
    StringBuilder others = new StringBuilder();
    for (Commands command : Commands.values()) {
      String other = name(command.describe());
      if (!other.equals(name())) {
        others
            .append(others.length() == 0 ? "" : ", ")
            .append(bold(other))
            .append("(" + SECTION + ")");
      }
    }
    return others.toString();
  }

  private static String bold(String text) {
    return "\\fB" + escaped(text) + "\\fR";
  }

  private static String italic(String text) {
    return "\\fI" + escaped(text) + "\\fR";
  }

  /** roff interprets a backslash, a dash, and what comes first in a line. */
  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-").replaceAll("(?m)^([.'])", "\\\\&$1");
  }

  private void line(String text) {
    page.append(text).append('\n');
  }
}
