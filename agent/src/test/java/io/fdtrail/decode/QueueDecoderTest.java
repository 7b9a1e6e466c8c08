package io.fdtrail.decode;

import static io.fdtrail.decode.QueueLayout.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.RawText;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QueueDecoderTest {
  private static final int ROOM = 512;

  private final Random random = new Random(11);
  private final byte[] noise = new byte[ROOM];
  private final ByteBuffer bytes = ByteBuffer.wrap(noise).order(ByteOrder.LITTLE_ENDIAN);
  private final QueueDecoder decoder = new QueueDecoder();

  private QueueRecord decode(int pathSize) {
    bytes.putLong(TAG, FDTRAIL_QUEUE_TAG).put(PATH_SIZE, (byte) pathSize);
    return decoder.decode(bytes, 0, FDTRAIL_QUEUE + pathSize).orElseThrow();
  }

  @Test
  void everyNumberIsReadWholeAndAlone() {
    for (int turn = 0; turn < 1000; turn++) {
      random.nextBytes(noise);
      QueueRecord record = decode(turn % (RecordLayout.FDTRAIL_PATH_SIZE + 1));
      assertThat(record.message()).isEqualTo(bytes.getLong(MESSAGE));
      assertThat(record.queue()).isEqualTo(bytes.getLong(SOCKET));
      assertThat(record.sender()).isEqualTo(bytes.getLong(SENDER));
      assertThat(record.address()).isEqualTo(bytes.getLong(ADDRESS));
      assertThat(record.socket().inode()).isEqualTo(bytes.getLong(SOCKET_INODE));
      assertThat(record.socket().peerInode()).isEqualTo(bytes.getLong(SENDER_INODE));
      assertThat(record.socket().type()).isEqualTo(Short.toUnsignedInt(bytes.getShort(SOCKET_TYPE)));
      assertThat(record.uid()).isEqualTo(bytes.getInt(UID));
      assertThat(record.userInFlight()).isEqualTo(bytes.getLong(USER_IN_FLIGHT));
      assertThat(record.peerPid()).hasValue(bytes.getInt(PEER_PID));
      assertThat(record.peerComm().isPresent()).isEqualTo((noise[FLAGS] & FDTRAIL_PEER_LIVES) != 0);
    }
  }

  @Test
  void whatIsNotKnownIsAbsent() {
    QueueRecord record = decode(0);
    assertThat(record.peerPid()).isEmpty();
    assertThat(record.peerComm()).isEmpty();
    assertThat(record.socket().path()).isEqualTo(RawText.EMPTY);
  }

  @Test
  void namesAndAddresses() {
    bytes.put(PEER_COMM, (byte) 'x').put(FLAGS, (byte) FDTRAIL_PEER_LIVES).put(FDTRAIL_QUEUE + 1, (byte) 'y');
    assertThat(decode(2).peerComm()).contains(RawText.of("x"));
    assertThat(decode(2).socket().path()).isEqualTo(RawText.of("@y"));
  }

  @Test
  void anythingElseIsNone() {
    decode(9);
    assertThat(decoder.decode(bytes, 0, FDTRAIL_QUEUE - 8)).isEmpty();
    assertThat(decoder.decode(bytes, 0, FDTRAIL_QUEUE + 8)).isEmpty();
    int longest = RecordLayout.FDTRAIL_PATH_SIZE + 1; // with its NUL
    decode(longest);
    bytes.put(PATH_SIZE, (byte) (longest + 1));
    assertThat(decoder.decode(bytes, 0, FDTRAIL_QUEUE + longest + 1)).isEmpty();
    bytes.putLong(TAG, 0).put(PATH_SIZE, (byte) 0);
    assertThat(decoder.decode(bytes, 0, FDTRAIL_QUEUE)).isEmpty();
  }
}
