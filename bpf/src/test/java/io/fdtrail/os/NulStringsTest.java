package io.fdtrail.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NulStringsTest {
  @Test
  void eachEndsWithNulAndAnEmptyOneCounts() {
    byte[] block = {'a', 0, 0, (byte) 0xff, '\n', 0};

    assertThat(NulStrings.split(block))
        .containsExactly(new byte[] {'a'}, new byte[0], new byte[] {(byte) 0xff, '\n'});
  }

  @Test
  void whatHasNoNulIsNone() {
    assertThat(NulStrings.split(new byte[] {'a', 0, 'b'})).containsExactly(new byte[] {'a'});
    assertThat(NulStrings.split(new byte[0])).isEmpty();
  }
}
