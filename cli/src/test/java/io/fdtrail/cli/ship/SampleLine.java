package io.fdtrail.cli.ship;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** A line of a tracer. */
final class SampleLine {
  static final String BOOT = "0d3f2a51-9e0c-4e5c-8d4f-7a4f3f0a8c11";

  private SampleLine() {}

  static String of(long number) {
    return of(number, wallNanos());
  }

  static String of(long number, long timeNanos) {
    return "{\"type\":\"event\",\"time\":\""
        + Instant.ofEpochSecond(0, timeNanos)
        + "\",\"host\":\"db1\",\"boot_id\":\""
        + BOOT
        + "\",\"seq\":"
        + number
        + ",\"tracer\":\"0.1.0\",\"action\":\"RECV\",\"pid\":7,\"fd\":3}\n";
  }

  static long wallNanos() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }
}
