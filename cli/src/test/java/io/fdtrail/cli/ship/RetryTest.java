package io.fdtrail.cli.ship;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** When a request is sent again. */
class RetryTest {
  private final Backoff backoff =
      new Backoff(
          Duration.ofSeconds(1), Duration.ofSeconds(10), RandomGenerator.of("L64X128MixRandom"));

  private Duration next() {
    return backoff.next(Optional.empty());
  }

  @Test
  void waitsLongerEachTimeUpToALimit() {
    for (int longest : new int[] {1, 2, 4, 8, 10, 10}) {
      assertThat(next())
          .isBetween(Duration.ofSeconds(longest).dividedBy(2), Duration.ofSeconds(longest));
    }
    backoff.reset();
    assertThat(next()).isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void waitsAsLongAsTheCollectorAsks() {
    assertThat(backoff.next(Optional.of(Duration.ofMinutes(3)))).isEqualTo(Duration.ofMinutes(3));
    assertThat(backoff.next(Optional.of(Duration.ZERO))).isPositive();
  }

  @Test
  void readsRetryAfter() {
    assertThat(Collector.wait("7")).hasValue(Duration.ofSeconds(7));
    assertThat(Collector.wait("999999999999")).hasValue(Duration.ofHours(1));
    assertThat(Collector.wait("99999999999999999999")).isEmpty();
    assertThat(Collector.wait("soon")).isEmpty();
    assertThat(Collector.wait("")).isEmpty();
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(100));
    assertThat(Collector.wait(date).orElseThrow())
        .isBetween(Duration.ofSeconds(95), Duration.ofSeconds(100));
    assertThat(Collector.wait("Wed, 21 Oct 2015 07:28:00 GMT")).hasValue(Duration.ZERO);
  }

  @Test
  void readsTheAnswer() {
    assertThat(OtlpResponse.decode(new byte[0])).isEqualTo(new OtlpResponse(0, ""));
    byte[] partial = {10, 6, 8, 3, 18, 2, 'n', 'o'};
    assertThat(OtlpResponse.decode(partial)).isEqualTo(new OtlpResponse(3, "no"));
  }
}
