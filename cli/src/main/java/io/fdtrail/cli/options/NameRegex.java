package io.fdtrail.cli.options;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A regular expression for names, which are matched byte by byte: its characters become their UTF-8
 * bytes.
 */
final class NameRegex implements ITypeConverter<Pattern> {
  // Java's message for a \\ at the end.
  private static final String NOTHING_ESCAPED = "Unexpected internal error";

  @Override
  public Pattern convert(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("'' is found in every name: omit the option");
    }
    try {
      Pattern.compile(text);
      return Pattern.compile(
          new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    } catch (PatternSyntaxException e) {
      throw new TypeConversionException("'" + text + "' is not a regular expression: " + fault(e));
    }
  }

  private static String fault(PatternSyntaxException e) {
    if (e.getDescription().equals(NOTHING_ESCAPED)) {
      return "nothing follows the \\ at its end";
    }
    return e.getDescription().toLowerCase(Locale.ROOT)
        + (e.getIndex() < 0 ? "" : " at position " + (e.getIndex() + 1));
  }
}
