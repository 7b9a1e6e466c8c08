package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.FdEvent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Whatever came before, a record is decoded as if it were the first. */
class KnownActsTest {
  private static final List<Supplier<RecordBuilder>> KINDS =
      List.of(
          RecordBuilder::new,
          RecordDecoderTest::received,
          () -> new RecordBuilder().without(PART_BATCH).without(PART_NAMESPACE),
          () -> RecordDecoderTest.received().without(PART_SOCKET).without(PART_BATCH),
          () -> RecordDecoderTest.received().name("memfd:a\0").path("/run/a"),
          () -> new RecordBuilder().without(PART_FILE).without(PART_PROCESS),
          () -> new RecordBuilder().u16(PART_REFUSAL, ERROR, 11),
          () ->
              new RecordBuilder()
                  .flags(FDTRAIL_F_UNPAIRED)
                  .u64(PART_PAIRING, PAIRING, 1)
                  .u32(PART_PEER, OTHER_PID, 9),
          () -> new RecordBuilder().u64(PART_CALLER, CALLER_STACK, 77));

  private final Random random = new Random(17);
  private final RecordDecoder decoder = new RecordDecoder();

  @Test
  void anEventDoesNotDependOnThoseBefore() {
    int decoded = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] record = next();
      ByteBuffer bytes = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
      FdEvent event = event(record);

      assertThat(event).isEqualTo(new RecordDecoder().decode(bytes, 0, record.length).orElse(null));
      decoded += event == null ? 0 : 1;
    }
    assertThat(decoded).isBetween(15_000, 19_990);
  }

  /** As in a trace: in the ring, after other bytes and before others. */
  private FdEvent event(byte[] record) {
    int offset = random.nextInt(3) * Long.BYTES;
    byte[] around = new byte[offset + Words.whole(record.length)];
    random.nextBytes(around);
    System.arraycopy(record, 0, around, offset, record.length);
    ByteBuffer ring = ByteBuffer.wrap(around).order(ByteOrder.LITTLE_ENDIAN);
    decoder.following(ring, random.nextBoolean() ? 0 : around.length, around.length);
    return decoder.decode(ring, offset, record.length).orElse(null);
  }

  /** One of a few, at another time; of some, one more byte is another. */
  private byte[] next() {
    RecordBuilder record = KINDS.get(random.nextInt(KINDS.size())).get();
    record.bootNs(random.nextInt(1000)).u64(PART_ACT, MESSAGE, random.nextLong());
    record.u32(PART_ACT, FD, random.nextInt(2));
    byte[] bytes = record.bytes();
    if (random.nextInt(8) == 0) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  @Test
  void theSameActAgainIsFoundByItsPartsAndThenAfterTheOneBefore() {
    KnownActs acts = new KnownActs();
    FdEvent send = new RecordBuilder().decoded();
    Parts parts = parts(new RecordBuilder());
    int length = new RecordBuilder().length();

    acts.keep(KnownActs.hash(parts), parts, length, send.act());
    assertThat(acts.find(KnownActs.hash(parts), parts.words(), length))
        .isNull(); // many come only once
    acts.keep(KnownActs.hash(parts), parts, length, send.act());
    assertThat(acts.find(KnownActs.hash(parts), parts.words(), length)).isEqualTo(send);
    assertThat(acts.expected(parts.words(), length)).isEqualTo(send);

    Parts later = parts(new RecordBuilder().bootNs(5).u64(PART_ACT, MESSAGE, 6));
    FdEvent again = acts.expected(later.words(), length);
    assertThat(again.bootNs()).isEqualTo(5);
    assertThat(again.message()).isEqualTo(6);
    assertThat(again.act()).isSameAs(send.act());

    Parts other = parts(new RecordBuilder().u32(PART_ACT, FD, 4));
    assertThat(acts.expected(other.words(), length)).isNull();
    assertThat(acts.find(KnownActs.hash(other), other.words(), length)).isNull();
    assertThat(acts.expected(parts.words(), length - 1)).isNull();
  }

  private static Parts parts(RecordBuilder record) {
    Parts parts = new Parts();
    assertThat(parts.read(record.placedAt(64), 64, record.length(), FDTRAIL_KIND_EVENT)).isTrue();
    return parts;
  }
}
