package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the bytes: an event, or nothing. */
class AnyBytesTest {
  private static final int ROOM = 1 << 16;
  private static final List<Integer> TAGS =
      new ArrayList<>(
          List.of(
              0,
              PART_ACT,
              PART_BATCH,
              PART_REFUSAL,
              PART_PAIRING,
              PART_PROCESS,
              PART_NAMESPACE,
              PART_SOCKET,
              PART_ADDRESS,
              PART_SENDER,
              PART_FILE,
              PART_QUEUE,
              PART_PEER,
              200,
              255));

  /** Of the parts that the noise has, by tag. */
  private final Map<Integer, Integer> offsets = new HashMap<>();

  private final Random random = new Random(23);
  private final RecordDecoder decoder = new RecordDecoder();
  private final byte[] noise = new byte[ROOM];
  private final ByteBuffer bytes = ByteBuffer.wrap(noise).order(ByteOrder.LITTLE_ENDIAN);

  /**
   * Noise that looks like a record, but for its action and reason, which may be any: of parts that
   * we know and others, each of a size that it may have and, with that chance in a thousand, any.
   *
   * @return its length
   */
  private int makeRecord(int wrongSizes) {
    random.nextBytes(noise);
    bytes.put(VERSION, (byte) FDTRAIL_VERSION).put(KIND, (byte) FDTRAIL_KIND_EVENT);
    Collections.shuffle(TAGS, random);
    int at = SIZEOF_HEAD;
    int end = at;
    for (int tag : TAGS) {
      if (tag == PART_ACT || random.nextInt(4) > 0) {
        offsets.put(tag, at);
        int size = random.nextInt(1000) < wrongSizes ? random.nextInt(1 << 12) : size(tag);
        bytes.put(at + TAG, (byte) tag).putShort(at + SIZE, (short) size);
        end = at + size;
        at = Words.whole(end);
      } else {
        offsets.remove(tag);
      }
    }
    bytes.put(at(PART_ACT) + ACTION, (byte) random.nextInt(Action.values().length + 3));
    if (offsets.containsKey(PART_REFUSAL)) {
      bytes.put(at(PART_REFUSAL) + REASON, (byte) random.nextInt(DropReason.values().length + 2));
    }
    bytes.putShort(RECORD_SIZE, (short) end);
    return end;
  }

  private int size(int tag) {
    return switch (tag) {
      case PART_ACT, PART_SOCKET, PART_PAIRING -> 16;
      case PART_BATCH, PART_REFUSAL, PART_NAMESPACE -> 8;
      case PART_PROCESS -> random.nextBoolean() ? 32 : 40;
      case PART_SENDER -> random.nextBoolean() ? 40 : 48;
      case PART_QUEUE -> 72;
      case PART_PEER -> 24;
      case PART_ADDRESS -> SIZEOF_ADDRESS + random.nextInt(FDTRAIL_PATH_SIZE + 2);
      case PART_FILE ->
          SIZEOF_FILE + random.nextInt(random.nextInt(10) == 0 ? FDTRAIL_NAME_SIZE / 2 : 100);
      default -> SIZEOF_HEADER + random.nextInt(100);
    };
  }

  private int at(int tag) {
    return offsets.get(tag);
  }

  @Test
  void ofAnyLengthAnywhere() {
    for (int turn = 0; turn < 20_000; turn++) {
      random.nextBytes(noise);
      int offset = 8 * random.nextInt(ROOM / 8);
      assertThat(decoder.decode(bytes, offset, random.nextInt(ROOM - offset + 1))).isEmpty();
    }
  }

  @Test
  void ofARecordWithAKnownActionAndReason() {
    int events = 0;
    for (int turn = 0; turn < 20_000; turn++) {
      int length = makeRecord(0);
      int action = noise[at(PART_ACT) + ACTION];
      int reason = offsets.containsKey(PART_REFUSAL) ? noise[at(PART_REFUSAL) + REASON] : 0;
      boolean known =
          action > 0 && action <= Action.values().length && reason < DropReason.values().length;
      assertThat(decoder.decode(bytes, 0, length).isPresent()).isEqualTo(known);
      events += known ? 1 : 0;
    }
    assertThat(events).isGreaterThan(1000);
  }

  @Test
  void sizesThatCannotBeAreNeverReadBeyondTheRecord() {
    int events = 0;
    for (int turn = 0; turn < 50_000; turn++) {
      int length = makeRecord(100);
      byte[] exact = Arrays.copyOf(noise, Math.min(length, ROOM));
      ByteBuffer alone = ByteBuffer.wrap(exact).order(ByteOrder.LITTLE_ENDIAN);
      Optional<FdEvent> event = decoder.decode(bytes, 0, exact.length);
      assertThat(new RecordDecoder().decode(alone, 0, exact.length)).isEqualTo(event);
      events += event.isPresent() ? 1 : 0;
    }
    assertThat(events).isBetween(1000, 40_000);
  }

  @Test
  void everyNumberIsReadWholeAndAlone() {
    int events = 0;
    for (int turn = 0; turn < 5000; turn++) {
      Optional<FdEvent> event = decoder.decode(bytes, 0, makeRecord(0));
      event.ifPresent(this::compareNumbers);
      events += event.isPresent() ? 1 : 0;
    }
    assertThat(events).isGreaterThan(500);
  }

  private int u16(int tag, int offset) {
    return Short.toUnsignedInt(bytes.getShort(at(tag) + offset));
  }

  private int u32(int tag, int offset) {
    return bytes.getInt(at(tag) + offset);
  }

  private long u64(int tag, int offset) {
    return bytes.getLong(at(tag) + offset);
  }

  private void compareNumbers(FdEvent event) {
    assertThat(event.bootNs()).isEqualTo(bytes.getLong(BOOT_NS));
    assertThat(event.message()).isEqualTo(u64(PART_ACT, MESSAGE));
    assertThat(event.fd()).isEqualTo(u32(PART_ACT, FD));
    assertThat(event.pairing())
        .isEqualTo(offsets.containsKey(PART_PAIRING) ? u64(PART_PAIRING, PAIRING) : 0);
    assertThat(event.errno())
        .isEqualTo(offsets.containsKey(PART_REFUSAL) ? u16(PART_REFUSAL, ERROR) : 0);
    assertThat(event.index())
        .isEqualTo(offsets.containsKey(PART_BATCH) ? u16(PART_BATCH, INDEX) : 0);
    assertThat(event.count())
        .isEqualTo(offsets.containsKey(PART_BATCH) ? u16(PART_BATCH, COUNT) : 1);
    if (offsets.containsKey(PART_PROCESS)) {
      compareProcess(event);
    }
    if (offsets.containsKey(PART_SOCKET)) {
      compareSocket(event);
    }
    if (offsets.containsKey(PART_SENDER)) {
      compareSender(event);
    }
    if (offsets.containsKey(PART_FILE)) {
      compareFile(event);
    }
  }

  private void compareProcess(FdEvent event) {
    assertThat(event.process().cgroupId()).isEqualTo(u64(PART_PROCESS, CGROUP_ID));
    assertThat(event.process().pid()).isEqualTo(u32(PART_PROCESS, PID));
    assertThat(event.process().tid()).isEqualTo(u32(PART_PROCESS, TID));
    assertThat(event.process().uid()).isEqualTo(u32(PART_PROCESS, UID));
    boolean isInNamespace = offsets.containsKey(PART_NAMESPACE);
    assertThat(event.process().nsPid()).isEqualTo(isInNamespace ? u32(PART_NAMESPACE, NS_PID) : 0);
  }

  private void compareSocket(FdEvent event) {
    assertThat(event.socket().inode())
        .isEqualTo(Integer.toUnsignedLong(u32(PART_SOCKET, SOCKET_INODE)));
    assertThat(event.socket().peerInode())
        .isEqualTo(Integer.toUnsignedLong(u32(PART_SOCKET, PEER_INODE)));
    assertThat(event.socket().fd()).isEqualTo(u32(PART_SOCKET, SOCKET_FD));
    assertThat(event.socket().type())
        .isEqualTo(Byte.toUnsignedInt(noise[at(PART_SOCKET) + SOCKET_TYPE]));
  }

  private void compareSender(FdEvent event) {
    assertThat(event.inFlightNs()).isEqualTo(u64(PART_SENDER, IN_FLIGHT_NS));
    assertThat(event.sender().pid()).isEqualTo(u32(PART_SENDER, SENDER_PID));
    assertThat(event.sender().tid()).isEqualTo(u32(PART_SENDER, SENDER_TID));
    assertThat(event.sender().uid()).isEqualTo(u32(PART_SENDER, SENDER_UID));
    assertThat(event.sender().fd()).isEqualTo(u32(PART_SENDER, SENDER_FD));
  }

  private void compareFile(FdEvent event) {
    assertThat(event.file().inode()).isEqualTo(u64(PART_FILE, INODE));
    assertThat(event.file().id()).isEqualTo(u64(PART_FILE, FILE_ID));
    assertThat(event.file().dev()).isEqualTo(u32(PART_FILE, DEV));
    assertThat(event.file().flags()).isEqualTo(u32(PART_FILE, OPEN_FLAGS));
    assertThat(event.file().mode()).isEqualTo(u16(PART_FILE, MODE));
    int type = event.file().mode() >> 12;
    assertThat(event.file().rdev()).isEqualTo(type == 2 || type == 6 ? u32(PART_FILE, RDEV) : 0);
    assertThat(event.file().targetPid())
        .isEqualTo(type == 2 || type == 6 ? 0 : u32(PART_FILE, TARGET_PID));
  }
}
