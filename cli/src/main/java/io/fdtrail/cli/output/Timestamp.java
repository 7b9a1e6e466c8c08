package io.fdtrail.cli.output;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Wall clock times as {@code 2026-11-20T21:40:00.123456789Z}; the part up to the seconds is made
 * once a second.
 */
final class Timestamp {
  private static final long NANOS = 1_000_000_000;
  private static final DateTimeFormatter TO_THE_SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.").withZone(ZoneOffset.UTC);

  private long second = Long.MIN_VALUE;
  private byte[] toTheSecond;

  /**
   * @param epochNanos since 1970
   */
  void print(long epochNanos, LineBuffer to) {
    long now = Math.floorDiv(epochNanos, NANOS);
    if (now != second) {
      toTheSecond = Ascii.bytes(TO_THE_SECOND.format(Instant.ofEpochSecond(now)));
      second = now;
    }
    to.put(toTheSecond).padded((int) (epochNanos - now * NANOS), 9).put('Z');
  }
}
