package io.fdtrail.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DropReasonTest {
  @Test
  void wordsAreLowerCase() {
    assertThat(DropReason.EMFILE.word()).isEqualTo("emfile");
    assertThat(DropReason.NOCONTROL.word()).isEqualTo("nocontrol");
  }
}
