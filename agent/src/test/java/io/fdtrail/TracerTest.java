package io.fdtrail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracerTest {
  @ParameterizedTest
  @CsvSource({
    "500, 9223372036854775807, 500", "500, 3000000000, 500", "500, 100000000, 101", "5, 100000000, 5", "500, 1, 1", "500, 0, 1",
    "500, -1, 1", "500, -1000000, 0", "500, -5000000, 0", "5, -9000000000000, 0"
  })
  void itNeverWaitsWithoutAnEnd(int longest, long remaining, int millis) {
    assertThat(Tracer.patience(longest, remaining)).isEqualTo(millis);
  }
}
