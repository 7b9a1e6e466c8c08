package io.fdtrail.cli.options;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Numbers of a command line: only 0 to 9, where Java also takes a sign and other scripts' digits.
 */
public final class Digits {
  /** As many as any long has. */
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,19}");

  private Digits() {}

  /**
   * The number.
   *
   * @return empty if there is anything but digits, or more than {@code most}
   */
  public static OptionalLong number(String text, long most) {
    try {
      if (DIGITS.matcher(text).matches() && Long.parseLong(text) <= most) {
        return OptionalLong.of(Long.parseLong(text));
      }
    } catch (NumberFormatException e) {
      // larger than any long
    }
    return OptionalLong.empty();
  }
}
