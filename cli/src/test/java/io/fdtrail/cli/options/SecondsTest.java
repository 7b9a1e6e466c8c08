package io.fdtrail.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class SecondsTest {
  @Test
  void withFractionsAndExponents() {
    assertThat(Seconds.some().convert("0.5")).isEqualTo(Duration.ofMillis(500));
    assertThat(Seconds.some().convert("1e3")).isEqualTo(Duration.ofSeconds(1000));
    assertThat(Seconds.some().convert("999999999.5"))
        .isEqualTo(Duration.ofSeconds(999_999_999, 500_000_000));
    assertThat(Seconds.orNone().convert("0")).isZero();
    assertThat(Seconds.some().convert("10s")).isEqualTo(Duration.ofSeconds(10));
  }

  /** However large, it is a number of seconds. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e10",
        "1e100",
        "1e1000000000",
        "1e2147483639",
        "1e2147483647",
        "12345678901234567890"
      })
  void aLargeOneIsForEver(String text) {
    assertThat(Seconds.some().convert(text)).isGreaterThan(Duration.ofDays(100_000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "0",
        "0e2147483647",
        "1e-2147483647",
        "1e99999999999",
        "NaN",
        "s",
        "1ss",
        "1 s",
        "0s",
        "1m"
      })
  void theRestIsNone(String text) {
    assertThatThrownBy(() -> Seconds.some().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("'" + text + "' is not a number of seconds");
  }
}
