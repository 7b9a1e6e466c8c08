package io.fdtrail.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is not known says so. */
class UnknownTest {
  @Test
  void aFile() {
    assertThat(OpenFile.UNKNOWN.isKnown()).isFalse();
    assertThat(Events.NULL.isKnown()).isTrue();
  }

  @Test
  void aSender() {
    assertThat(Sender.UNKNOWN.isKnown()).isFalse();
    assertThat(Sender.UNKNOWN.fd()).isEqualTo(-1);
    assertThat(Events.sender(Events.CLIENT).isKnown()).isTrue();
  }
}
