package io.fdtrail.cli.ship;

import io.fdtrail.cli.output.OtelRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which numbers of lines are missing between those that are read. */
final class Gaps {
  /**
   * The first number of a trace is at least this much later than the last line of the one before
   * it: a process starts in between. The boot's time is known to 10 ms.
   */
  private static final long START_MICROS = 50_000;

  private static final long MICRO = 1000;
  private static final Pattern UPTIME = Pattern.compile("(\\d{1,10})\\.(\\d\\d) .*\\s*");

  private final LongSupplier bootNanos;
  private String boot;
  private long number;
  private long timeNanos;

  /**
   * @param bootNanos when the machine was started, since 1970; asked anew for each gap, because the
   *     wall clock may be set
   * @param last line that was read
   */
  Gaps(LongSupplier bootNanos, ShipState.Line last) {
    this.bootNanos = bootNanos;
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
    long missing = line.sequence() - number - 1;
    boolean isSameTrace = line.boot().equals(boot) && (missing <= 0 || isBeforeNext(line));
    boot = line.boot();
    number = line.sequence();
    timeNanos = line.timeNanos();
    return isSameTrace ? OptionalLong.of(Math.max(0, missing)) : OptionalLong.empty();
  }

  /** Whether its number is lower than those of a trace that started after the last line. */
  private boolean isBeforeNext(OtelRecord line) {
    return line.sequence() < (timeNanos - bootNanos.getAsLong()) / MICRO + START_MICROS;
  }
}
