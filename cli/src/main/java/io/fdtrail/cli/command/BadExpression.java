package io.fdtrail.cli.command;

import io.fdtrail.cli.output.Printable;
import io.fdtrail.filter.FilterSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** An expression that means nothing. Shows it, and points at the place. */
public final class BadExpression extends ParameterException {
  private static final long serialVersionUID = 1;
  private static final int BEFORE = 50;
  private static final int AFTER = 40;
  private static final String MORE = "...";

  private final FilterSyntaxException fault;

  BadExpression(CommandLine command, String option, FilterSyntaxException fault) {
    super(command, option + ": " + fault.getMessage());
    this.fault = fault;
  }

  /** The expression, or the part of it around the place, and below it a caret. */
  public List<String> picture() {
    String all = fault.expression();
    int at = Math.min(fault.position(), all.length());
    int begin = at > BEFORE ? at - BEFORE : 0;
    int end = Math.min(all.length(), at + AFTER);
    String before = (begin > 0 ? MORE : "") + printable(all.substring(begin, at));
    String after = printable(all.substring(at, end)) + (end < all.length() ? MORE : "");
    return List.of("  " + before + after, "  " + " ".repeat(before.length()) + "^");
  }

  private static String printable(String text) {
    return Printable.line(text, StandardCharsets.UTF_8);
  }
}
