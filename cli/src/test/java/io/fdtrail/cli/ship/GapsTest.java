package io.fdtrail.cli.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.cli.output.OtelRecord;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GapsTest {
  private static final long BEGIN = TimeUnit.HOURS.toMicros(1); // of the trace, since the boot
  private static final long CLOCK_SET = TimeUnit.DAYS.toNanos(20_000);

  private long bootNanos = 1_000_000_000;
  private final Gaps gaps = new Gaps(() -> bootNanos, ShipState.Line.NONE);

  /**
   * @param micros since the beginning of the trace
   */
  private OptionalLong before(long number, long micros) {
    return before("c0de", number, micros);
  }

  private OptionalLong before(String boot, long number, long micros) {
    long time = bootNanos + TimeUnit.MICROSECONDS.toNanos(BEGIN + micros);
    Map<String, Object> attributes = Map.of("fdtrail.seq", BEGIN + number, "fdtrail.boot_id", boot);
    return gaps.before(new OtelRecord(Map.of(), "", time, false, "fdtrail.event", attributes));
  }

  @Test
  void nothingIsKnownBeforeTheFirstLine() {
    assertThat(before(0, 300)).isEmpty();
    assertThat(before(1, 400)).hasValue(0);
  }

  @Test
  void missingLinesAreCounted() {
    before(7, 60_000_000);
    assertThat(before(1000, 90_000_000)).hasValue(992);
  }

  @Test
  void alsoThoseOfATraceThatHasJustBegun() {
    before(7, 10_000);
    assertThat(before(6000, 200_000)).hasValue(5992);
  }

  @Test
  void aNewTraceSaysNothingOfTheOneBefore() {
    before(7, 10_000);
    assertThat(before(10_000 + 60_000, 10_000 + 61_000)).isEmpty(); // 60 ms after the last line
    before(200_000, 1_000_000);
    assertThat(before(9_000_000, 9_100_000)).isEmpty();
  }

  @Test
  void anotherBootSaysNothing() {
    before(7, 60_000_000);
    assertThat(before("beef", 1000, 90_000_000)).isEmpty();
  }

  @Test
  void theClockMayBeSet() {
    before(7, 10_000);
    bootNanos += CLOCK_SET;
    before(8, 60_000_000);
    assertThat(before(200_000_000, 200_100_000)).isEmpty();
  }
}
