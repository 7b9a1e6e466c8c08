package io.fdtrail.cli.replay;

import java.time.DateTimeException;
import java.time.Instant;

/** A time of the wall clock. */
final class JsonTime {
  private static final int LENGTH = "2026-11-20T21:40:00.123456789Z".length();
  private static final long NANOS = 1_000_000_000;

  private JsonTime() {}

  /** In ns since 1970. */
  static long nanos(JsonObject of, String name) throws BadLineException {
    String text = of.string(name);
    if (text.length() != LENGTH) {
      throw JsonObject.malformed(name);
    }
    try {
      Instant time = Instant.parse(text);
      long nanos = Math.addExact(Math.multiplyExact(time.getEpochSecond(), NANOS), time.getNano());
      if (nanos >= 0) {
        return nanos;
      }
    } catch (DateTimeException | ArithmeticException e) {
      // said below
    }
    throw JsonObject.malformed(name);
  }
}
