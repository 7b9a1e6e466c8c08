package io.fdtrail.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RawTextTest {
  private static final byte[] HOSTILE = {27, '[', '2', 'J', '\n', (byte) 0xff, (byte) 0x9b};

  @Test
  void keepsEveryByte() {
    RawText text = RawText.of(HOSTILE);

    assertThat(text.toBytes()).isEqualTo(HOSTILE);
    assertThat(text.length()).isEqualTo(HOSTILE.length);
    assertThat(text.byteAt(5)).isEqualTo((byte) 0xff);
    assertThat(text.toString().getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(HOSTILE);
  }

  @Test
  void textIsUtf8() {
    assertThat(RawText.of("m\u00fc").toBytes()).containsExactly('m', 0xc3, 0xbc);
  }

  @Test
  void nobodyElseCanChangeIt() {
    RawText text = RawText.of("abc");
    text.toBytes()[0] = 'x';

    assertThat(text).isEqualTo(RawText.of("abc"));
  }

  @Test
  void equalBytesAreEqual() {
    assertThat(RawText.of("abc")).isEqualTo(RawText.of("abc")).hasSameHashCodeAs(RawText.of("abc"));
    assertThat(RawText.of("abc")).isNotEqualTo(RawText.of("abd")).isNotEqualTo("abc");
  }

  @Test
  void noBytesAreEmpty() {
    assertThat(RawText.of("")).isSameAs(RawText.EMPTY);
    assertThat(RawText.EMPTY.isEmpty()).isTrue();
    assertThat(RawText.of("a").isEmpty()).isFalse();
  }
}
