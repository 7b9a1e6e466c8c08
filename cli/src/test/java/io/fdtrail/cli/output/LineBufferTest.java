package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineBufferTest {
  private final LineBuffer line = new LineBuffer(1);

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        9,
        10,
        99,
        100,
        2147483647L,
        2147483648L,
        99999999999L,
        Long.MAX_VALUE,
        -1,
        Long.MIN_VALUE
      })
  void numbers(long number) {
    line.decimal(number).put(' ').unsigned(number).put(' ').hex(number);

    assertThat(line.toString())
        .isEqualTo(number + " " + Long.toUnsignedString(number) + " " + "%016x".formatted(number));
  }

  @Test
  void paddedNumbers() {
    line.padded(0, 9).put(' ').padded(41, 9).put(' ').padded(999_999_999, 9);

    assertThat(line.toString()).isEqualTo("000000000 000000041 999999999");
  }

  @Test
  void sixDigits() {
    line.put(",1......,");
    for (int number = 0; number < 1_000_000; number += 997) {
      LineBuffer.sixDigits(number, line.array(), 2);

      assertThat(line.toString()).isEqualTo(",1%06d,".formatted(number));
    }
  }

  @Test
  void padsToAWidthButCutsNothing() {
    line.put("ab").padTo(0, 4);
    line.put("abcdef").padTo(4, 4);

    assertThat(line.toString()).isEqualTo("ab  abcdef");
  }
}
