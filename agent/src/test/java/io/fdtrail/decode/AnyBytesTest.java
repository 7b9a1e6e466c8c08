package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the bytes: an event, or nothing. */
class AnyBytesTest {
  private static final int ROOM = 8192;

  private final Random random = new Random(23);
  private final RecordDecoder decoder = new RecordDecoder();
  private final byte[] noise = new byte[ROOM];
  private final ByteBuffer bytes = ByteBuffer.wrap(noise).order(ByteOrder.LITTLE_ENDIAN);

  /** Noise that looks like a record of this length, but for its action and reason, which may be any. */
  private void makeRecord(int length) {
    random.nextBytes(noise);
    bytes.put(ACTION, (byte) random.nextInt(Action.values().length + 3));
    bytes.put(REASON, (byte) random.nextInt(DropReason.values().length + 2));
    bytes.put(SOCKET_PATH_SIZE, (byte) random.nextInt(Math.min(length - FDTRAIL_RECORD, FDTRAIL_PATH_SIZE) / 8 * 8 + 1));
    bytes.putShort(NAME_SIZE, (short) (length - FDTRAIL_RECORD - Words.whole(noise[SOCKET_PATH_SIZE])));
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
    for (int turn = 0; turn < 5000; turn++) {
      int length = FDTRAIL_RECORD + random.nextInt(turn % 10 == 0 ? FDTRAIL_NAME_SIZE + 1 : 300);
      makeRecord(length);
      boolean known =
          noise[ACTION] > 0 && noise[ACTION] <= Action.values().length && noise[REASON] < DropReason.values().length;
      assertThat(decoder.decode(bytes, 0, length).isPresent()).isEqualTo(known);
      events += known ? 1 : 0;
    }
    assertThat(events).isGreaterThan(1000);
  }

  @Test
  void everyNumberIsReadWholeAndAlone() {
    int events = 0;
    for (int turn = 0; turn < 2000; turn++) {
      makeRecord(FDTRAIL_RECORD + 40);
      noise[FLAGS] |= FDTRAIL_F_SENDER;
      noise[FILE_FLAGS] |= FDTRAIL_FILE_KNOWN;
      Optional<FdEvent> event = decoder.decode(bytes, 0, FDTRAIL_RECORD + 40);
      event.ifPresent(this::compareNumbers);
      events += event.isPresent() ? 1 : 0;
    }
    assertThat(events).isGreaterThan(500);
  }

  private void compareNumbers(FdEvent event) {
    assertThat(event.bootNs()).isEqualTo(bytes.getLong(BOOT_NS));
    assertThat(event.message()).isEqualTo(bytes.getLong(MESSAGE));
    boolean unpaired = (noise[FLAGS] & FDTRAIL_F_UNPAIRED) != 0;
    assertThat(unpaired ? event.pairing() : event.inFlightNs()).isEqualTo(bytes.getLong(IN_FLIGHT_NS));
    assertThat(unpaired ? event.inFlightNs() : event.pairing()).isZero();
    assertThat(event.fd()).isEqualTo(bytes.getInt(FD));
    assertThat(event.errno()).isEqualTo(Short.toUnsignedInt(bytes.getShort(ERROR)));
    assertThat(event.index()).isEqualTo(Short.toUnsignedInt(bytes.getShort(INDEX)));
    assertThat(event.count()).isEqualTo(Short.toUnsignedInt(bytes.getShort(COUNT)));
    assertThat(event.process().cgroupId()).isEqualTo(bytes.getLong(CGROUP_ID));
    assertThat(event.process().pid()).isEqualTo(bytes.getInt(PID));
    assertThat(event.process().tid()).isEqualTo(bytes.getInt(TID));
    assertThat(event.process().uid()).isEqualTo(bytes.getInt(UID));
    assertThat(event.process().nsPid()).isEqualTo(bytes.getInt(NS_PID));
    assertThat(event.socket().inode()).isEqualTo(bytes.getLong(SOCKET_INODE));
    assertThat(event.socket().peerInode()).isEqualTo(bytes.getLong(PEER_INODE));
    assertThat(event.socket().fd()).isEqualTo(bytes.getInt(SOCKET_FD));
    assertThat(event.socket().type()).isEqualTo(bytes.getInt(SOCKET_TYPE));
    assertThat(event.sender().pid()).isEqualTo(bytes.getInt(SENDER_PID));
    assertThat(event.sender().tid()).isEqualTo(bytes.getInt(SENDER_TID));
    assertThat(event.sender().uid()).isEqualTo(bytes.getInt(SENDER_UID));
    assertThat(event.sender().fd()).isEqualTo(bytes.getInt(SENDER_FD));
    assertThat(event.file().inode()).isEqualTo(bytes.getLong(INODE));
    assertThat(event.file().id()).isEqualTo(bytes.getLong(FILE_ID));
    assertThat(event.file().dev()).isEqualTo(bytes.getInt(DEV));
    assertThat(event.file().rdev()).isEqualTo(bytes.getInt(RDEV));
    assertThat(event.file().flags()).isEqualTo(bytes.getInt(OPEN_FLAGS));
    assertThat(event.file().targetPid()).isEqualTo(bytes.getInt(TARGET_PID));
    assertThat(event.file().mode()).isEqualTo(Short.toUnsignedInt(bytes.getShort(MODE)));
  }
}
