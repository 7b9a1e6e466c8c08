package io.fdtrail.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
  private final Words words = new Words();

  private static ByteBuffer counting(int size) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(size);
    for (int at = 0; at < size; at++) {
      bytes.put(at, (byte) (0x80 + at));
    }
    return bytes;
  }

  @Test
  void readsEverySizeAnywhere() {
    words.read(counting(64), 8, 56);

    assertThat(words.longAt(8)).isEqualTo(0x9796959493929190L);
    assertThat(words.intAt(12)).isEqualTo(0x97969594);
    assertThat(words.shortAt(14)).isEqualTo(0x9796);
    assertThat(words.byteAt(15)).isEqualTo(0x97);
    assertThat(words.bytes(7, 3)).containsExactly(0x8f, 0x90, 0x91);
    assertThat(words.bytes(7, 0)).isEmpty();
  }

  @Test
  void theRestOfTheLastWordIsZero() {
    ByteBuffer bytes = counting(64);
    words.read(bytes, 0, 64);
    words.read(bytes, 0, 19);

    assertThat(words.longAt(16)).isEqualTo(0x929190L);
  }

  @Test
  void positionLimitAndOrderOfTheBufferMeanNothing() {
    ByteBuffer bytes = counting(64).order(ByteOrder.BIG_ENDIAN).position(5).limit(6);
    words.read(bytes.limit(64), 0, 16);

    assertThat(words.longAt(0)).isEqualTo(0x8786858483828180L);
    assertThat(bytes.position()).isEqualTo(5);
  }

  @Test
  void anotherBufferIsAnotherBuffer() {
    words.read(counting(16), 0, 16);
    words.read(ByteBuffer.allocate(16), 0, 16);

    assertThat(words.longAt(8)).isZero();
  }

  @Test
  void whatFollowsIsReadAsItWasThen() {
    ByteBuffer bytes = counting(64);
    words.following(bytes, 8, 40);
    bytes.putLong(8, 0).putLong(16, 0);
    words.read(bytes, 16, 11);

    assertThat(words.longAt(16 - 16)).isEqualTo(0x9796959493929190L);
    assertThat(words.longAt(8)).isEqualTo(0x9a9998L);
  }

  @ParameterizedTest
  @CsvSource({"0, 16", "32, 16", "40, 8", "0, 64"})
  void theOthersAreReadAsTheyAre(int offset, int length) {
    ByteBuffer bytes = counting(64);
    words.following(bytes, 8, 40);
    bytes.putLong(offset, 0).putLong(offset + length - 8, 0);
    words.read(bytes, offset, length);

    assertThat(words.longAt(0)).isZero();
    assertThat(words.longAt(length - 8)).isZero();
  }

  @Test
  void afterThoseThatFollowAllAreReadAsTheyAre() {
    ByteBuffer bytes = counting(64);
    words.following(bytes, 8, 40);
    words.following(bytes, 40, 40);
    bytes.putLong(16, 0);
    words.read(bytes, 16, 8);

    assertThat(words.longAt(0)).isZero();
  }

  @Test
  void thoseOfAnotherBufferFollowNoMore() {
    words.following(counting(64), 0, 64);
    words.read(ByteBuffer.allocateDirect(64), 0, 16);

    assertThat(words.longAt(0)).isZero();
  }
}
