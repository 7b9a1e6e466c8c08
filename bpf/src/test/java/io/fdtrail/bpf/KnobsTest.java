package io.fdtrail.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnobsTest {
  @ParameterizedTest
  @ValueSource(ints = {4096, 8 << 20, Knobs.MAX_RING_SIZE})
  void ringSizeIsAPowerOfTwo(int size) {
    assertThat(new Knobs(size, false).ringSize()).isEqualTo(size);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -4096, 2048, 4097, 12288, 1 << 30, Integer.MIN_VALUE})
  void otherRingSizesAreRefused(int size) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Knobs(size, false))
        .withMessage("ring size " + size + " is not a power of two from 4096 to 536870912");
  }
}
