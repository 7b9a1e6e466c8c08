package io.fdtrail.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RingTest {
  private static final int SIZE = 4096;

  private final List<String> records = new ArrayList<>();

  private void keep(ByteBuffer bytes, int offset, int length) {
    byte[] payload = new byte[length];
    bytes.get(offset, payload);
    records.add(text(payload));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void emptyRingHasNothing() {
    RingPages pages = new RingPages(SIZE);
    Ring ring = pages.ring();

    assertThat(ring.poll(this::keep, 10)).isZero();
    assertThat(ring.fill()).isZero();
    assertThat(ring.size()).isEqualTo(SIZE);
    assertThat(pages.consumed()).isZero();
  }

  @Test
  void recordsComeInOrderAndTheirRoomIsFreed() {
    RingPages pages = new RingPages(SIZE);
    Ring ring = pages.ring();
    pages.write(bytes("one"));
    pages.write(bytes("eight by"));
    pages.write(bytes("nine byte"));

    assertThat(ring.fill()).isEqualTo(16 + 16 + 24);
    assertThat(ring.poll(this::keep, 10)).isEqualTo(3);
    assertThat(records).containsExactly("one", "eight by", "nine byte");
    assertThat(pages.consumed()).isEqualTo(56);
    assertThat(ring.fill()).isZero();
  }

  @Test
  void bytesAreLittleEndian() {
    RingPages pages = new RingPages(SIZE);
    pages.write((byte) 1, (byte) 2, (byte) 0, (byte) 0);

    pages
        .ring()
        .poll(
            (bytes, offset, length) -> records.add(bytes.order() + " " + bytes.getInt(offset)), 1);

    assertThat(records).containsExactly(ByteOrder.LITTLE_ENDIAN + " 513");
  }

  @Test
  void limitLeavesTheRest() {
    RingPages pages = new RingPages(SIZE);
    Ring ring = pages.ring();
    pages.write(bytes("a"));
    pages.write(bytes("b"));
    pages.write(bytes("c"));

    assertThat(ring.poll(this::keep, 2)).isEqualTo(2);
    assertThat(pages.consumed()).isEqualTo(32);
    assertThat(ring.poll(this::keep, 2)).isEqualTo(1);
    assertThat(records).containsExactly("a", "b", "c");
  }

  @Test
  void discardedRecordsArePassedOverAndNotCounted() {
    RingPages pages = new RingPages(SIZE);
    Ring ring = pages.ring();
    pages.write(bytes("a"));
    pages.discard(pages.reserve(bytes("never mind")));
    pages.write(bytes("b"));
    pages.discard(pages.reserve(bytes("nor this")));

    assertThat(ring.poll(this::keep, 10)).isEqualTo(2);
    assertThat(records).containsExactly("a", "b");
    assertThat(ring.fill()).isZero();
  }

  @Test
  void busyRecordHoldsBackThoseBehindIt() {
    RingPages pages = new RingPages(SIZE);
    Ring ring = pages.ring();
    pages.write(bytes("a"));
    long busy = pages.reserve(bytes("b"));
    pages.write(bytes("c"));

    assertThat(ring.poll(this::keep, 10)).isEqualTo(1);
    assertThat(ring.poll(this::keep, 10)).isZero();
    assertThat(ring.fill()).isEqualTo(32);

    pages.commit(busy);
    assertThat(ring.poll(this::keep, 10)).isEqualTo(2);
    assertThat(records).containsExactly("a", "b", "c");
  }

  @Test
  void recordOverTheEndIsInOnePiece() {
    RingPages pages = new RingPages(SIZE, 5L * SIZE - 16);
    Ring ring = pages.ring();
    pages.write(bytes("0123456789abcdef"));
    pages.write(bytes("next"));

    assertThat(ring.poll(this::keep, 10)).isEqualTo(2);
    assertThat(records).containsExactly("0123456789abcdef", "next");
    assertThat(pages.consumed()).isEqualTo(5L * SIZE - 16 + 24 + 16);
  }

  @Test
  void positionsMayExceedAnInt() {
    RingPages pages = new RingPages(SIZE, (1L << 40) + 8);
    Ring ring = pages.ring();
    for (int i = 0; i < 1009; i++) {
      pages.write(bytes("record " + i));
      assertThat(ring.poll(this::keep, 10)).isEqualTo(1);
    }

    assertThat(records).hasSize(1009).endsWith("record 1008");
  }

  /** Begins in the middle of the data, where the window is not, and goes over its end. */
  @Test
  void aWindowIsMovedOverALargeRing() {
    int size = 4 * Ring.WINDOW;
    RingPages pages = new RingPages(size, 7L * size + 2 * Ring.WINDOW - 40);
    Ring ring = pages.ring();
    int count = size / 48 - 1;
    for (int i = 0; i < count; i++) {
      pages.write(bytes("%040d".formatted(i)));
    }

    assertThat(ring.poll(this::keep, count + 1)).isEqualTo(count);
    assertThat(ring.fill()).isZero();
    for (int i = 0; i < count; i++) {
      assertThat(records.get(i)).isEqualTo("%040d".formatted(i));
    }
    assertThat(pages.moves()).isBetween(4, 6);
  }

  @Test
  void theWindowOfASmallRingStays() {
    RingPages pages = new RingPages(SIZE, 5L * SIZE - 16);
    Ring ring = pages.ring();
    for (int i = 0; i < 1000; i++) {
      pages.write(bytes("a"));
      ring.poll(this::keep, 1);
    }

    assertThat(records).hasSize(1000);
    assertThat(pages.moves()).isZero();
  }

  @Test
  void roomIsKeptUntilTheHandlerReturns() {
    RingPages pages = new RingPages(SIZE);
    Ring ring = pages.ring();
    pages.write(bytes("a"));

    ring.poll((bytes, offset, length) -> assertThat(pages.consumed()).isZero(), 1);
    assertThat(pages.consumed()).isEqualTo(16);
  }

  @Test
  void recordWhoseHandlerFailsIsHandedOutAgain() {
    RingPages pages = new RingPages(SIZE);
    Ring ring = pages.ring();
    pages.write(bytes("a"));

    assertThatThrownBy(() -> ring.poll((bytes, offset, length) -> fail(), 1))
        .isInstanceOf(IllegalStateException.class);
    assertThat(ring.poll(this::keep, 1)).isEqualTo(1);
    assertThat(records).containsExactly("a");
  }

  @Test
  void theRoomOfThoseBeforeOneWhoseHandlerFailsIsFreed() {
    RingPages pages = new RingPages(SIZE);
    Ring ring = pages.ring();
    pages.write(bytes("a"));
    pages.write(bytes("b"));

    assertThatThrownBy(
            () ->
                ring.poll(
                    (bytes, offset, length) -> {
                      if (bytes.get(offset) == 'b') {
                        fail();
                      }
                    },
                    10))
        .isInstanceOf(IllegalStateException.class);
    assertThat(pages.consumed()).isEqualTo(16);
    assertThat(ring.poll(this::keep, 10)).isEqualTo(1);
    assertThat(records).containsExactly("b");
  }

  /** Notes what it is told to follow, and what follows. */
  private final class Told implements Ring.RecordHandler {
    @Override
    public void record(ByteBuffer bytes, int offset, int length) {
      keep(bytes, offset, length);
    }

    @Override
    public void following(ByteBuffer bytes, int from, int to) {
      records.add("" + (to - from));
    }
  }

  @Test
  void saysWhichCompleteRecordsFollow() {
    RingPages pages = new RingPages(SIZE);
    pages.write(bytes("a"));
    pages.discard(pages.reserve(bytes("never mind")));
    pages.write(bytes("nine byte"));
    pages.reserve(bytes("busy"));
    pages.write(bytes("c"));

    assertThat(pages.ring().poll(new Told(), 10)).isEqualTo(2);
    assertThat(records).containsExactly("64", "a", "nine byte", "0");
  }

  @Test
  void roomIsFreedLongBeforeThePollEnds() {
    RingPages pages = new RingPages(SIZE);
    int count = SIZE / 16;
    for (int i = 0; i < count; i++) {
      pages.write(bytes("a"));
    }
    List<Long> kept = new ArrayList<>();

    pages.ring().poll((bytes, offset, length) -> kept.add(offset - 8 - pages.consumed()), count);
    assertThat(kept).hasSize(count).allMatch(size -> size < SIZE / 16 + 16);
    assertThat(pages.consumed()).isEqualTo(SIZE);
  }

  private static void fail() {
    throw new IllegalStateException("handler");
  }

  @Test
  void closedRingIsEmpty() {
    RingPages pages = new RingPages(SIZE);
    Ring ring = pages.ring();
    pages.write(bytes("a"));
    ring.close();

    assertThat(ring.fill()).isZero();
    assertThat(ring.poll(this::keep, 1)).isZero();
  }
}
