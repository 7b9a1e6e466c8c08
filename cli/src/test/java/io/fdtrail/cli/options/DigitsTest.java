package io.fdtrail.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigitsTest {
  @Test
  void aNumberUpToTheLargest() {
    assertThat(Digits.number("0", 7)).isEqualTo(OptionalLong.of(0));
    assertThat(Digits.number("007", 7)).isEqualTo(OptionalLong.of(7));
    assertThat(Digits.number("8", 7)).isEmpty();
    assertThat(Digits.number("9223372036854775807", Long.MAX_VALUE))
        .isEqualTo(OptionalLong.of(Long.MAX_VALUE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " 1", "1 ", "+1", "-1", "1e2", "0x1", "\u0663", "9223372036854775808", "1_0"})
  void nothingElse(String text) {
    assertThat(Digits.number(text, Long.MAX_VALUE)).isEmpty();
  }
}
