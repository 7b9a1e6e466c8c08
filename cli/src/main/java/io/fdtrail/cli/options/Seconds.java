package io.fdtrail.cli.options;

import java.math.BigDecimal;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of seconds, with fractions: {@code 0.5}, {@code 10s}. */
final class Seconds implements ITypeConverter<Duration> {
  private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);
  private static final int DIGITS = 9; // before the point; FOR_EVER has ten

  private final boolean mayBeZero;

  private Seconds(boolean mayBeZero) {
    this.mayBeZero = mayBeZero;
  }

  static Seconds orNone() {
    return new Seconds(true);
  }

  static Seconds some() {
    return new Seconds(false);
  }

  @Override
  public Duration convert(String text) {
    try {
      BigDecimal seconds =
          new BigDecimal(text.endsWith("s") ? text.substring(0, text.length() - 1) : text);
      if (seconds.signum() >= 0 && text.matches("\\p{ASCII}+")) {
        Duration duration = duration(seconds);
        if (mayBeZero || !duration.isZero()) {
          return duration;
        }
      }
    } catch (NumberFormatException e) {
      // falls through to the one message
    }
    throw new TypeConversionException("'" + text + "' is not a number of seconds");
  }

  /**
   * BigDecimal parses numbers whose exponents it cannot calculate with, so the digits are counted
   * first.
   */
  private static Duration duration(BigDecimal seconds) {
    boolean isLong = seconds.signum() > 0 && (long) seconds.precision() - seconds.scale() > DIGITS;
    return isLong ? FOR_EVER : Duration.ofNanos(seconds.movePointRight(9).longValue());
  }
}
