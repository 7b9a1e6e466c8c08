package io.fdtrail.cli.ship;

import io.fdtrail.cli.output.OtelRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which numbers of lines are missing between those that are read. */
final class Gaps {
  /** By which the boot's time may be wrong. */
  private static final long SLACK_MICROS = 500_000;

  private static final long MICRO = 1000;
  private static final Pattern UPTIME = Pattern.compile("(\\d{1,10})\\.(\\d\\d) .*\\s*");

  private final long bootMicros;
  private String boot;
  private long number;
  private long timeNanos;

  /**
   * @param bootNanos when the machine was started, since 1970
   * @param last line that was read
   */
  Gaps(long bootNanos, ShipState.Line last) {
    this.bootMicros = bootNanos / MICRO;
    this.boot = last.boot();
    this.number = last.number();
    this.timeNanos = last.timeNanos();
  }

  /**
   * When this machine was started, since 1970; 0: it is not known.
   *
   * @param wallNanos now
   */
  static long bootNanos(Path proc, long wallNanos) {
    try {
      Matcher since = UPTIME.matcher(Files.readString(proc.resolve("uptime")));
      return since.matches()
          ? wallNanos
              - TimeUnit.SECONDS.toNanos(Long.parseLong(since.group(1)))
              - TimeUnit.MILLISECONDS.toNanos(10 * Long.parseLong(since.group(2)))
          : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  ShipState.Line last() {
    return new ShipState.Line(boot, number, timeNanos);
  }

  /**
   * Follows the lines. A trace numbers its first line by the microseconds since the boot: a number
   * as high as that is of another trace, and says nothing of what was before it.
   *
   * @return how many are missing before this one; empty: it is not known
   */
  OptionalLong before(OtelRecord line) {
    if (line.sequence() == 0) {
      return OptionalLong.empty();
    }
    long sinceBoot = timeNanos / MICRO - bootMicros - SLACK_MICROS;
    boolean isSameTrace = line.boot().equals(boot) && line.sequence() < sinceBoot;
    OptionalLong missing =
        isSameTrace
            ? OptionalLong.of(Math.max(0, line.sequence() - number - 1))
            : OptionalLong.empty();
    boot = line.boot();
    number = line.sequence();
    timeNanos = line.timeNanos();
    return missing;
  }
}
