package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.RawText;
import io.fdtrail.event.Sock;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class QueueDecoderTest {
  private final QueueDecoder decoder = new QueueDecoder();

  /** With parts that say nothing of a queue, which are skipped. */
  private static RecordBuilder queue() {
    return new RecordBuilder()
        .kind(FDTRAIL_KIND_QUEUE)
        .u64(PART_QUEUE, QUEUE_MESSAGE, -2)
        .u64(PART_QUEUE, RECEIVER_ID, -3)
        .u64(PART_QUEUE, SENDER_ID, -4)
        .u64(PART_QUEUE, ADDRESS_ID, -5)
        .u32(PART_QUEUE, QUEUE_UID, -6)
        .u64(PART_QUEUE, USER_IN_FLIGHT, 7)
        .u32(PART_SOCKET, SOCKET_FD, -1);
  }

  private Optional<QueueRecord> decode(RecordBuilder record) {
    return decoder.decode(record.placedAt(64), 64, record.length());
  }

  @Test
  void everyNumber() {
    RecordBuilder living =
        queue()
            .u32(PART_QUEUE, PEER_PID, 402)
            .u8(PART_QUEUE, QUEUE_FLAGS, FDTRAIL_PEER_LIVES)
            .text(PART_QUEUE, PEER_COMM, "broker")
            .path("/run/bus\0");

    assertThat(decode(living))
        .contains(
            new QueueRecord(
                -2,
                -3,
                -4,
                -5,
                new Sock(-1, 8_629_627, 8_629_628, 1, RawText.of("/run/bus")),
                -6,
                7,
                OptionalInt.of(402),
                Optional.of(RawText.of("broker"))));
  }

  @Test
  void whatIsNotKnownIsAbsent() {
    QueueRecord record = decode(queue()).orElseThrow();
    assertThat(record.peerPid()).isEmpty();
    assertThat(record.peerComm()).isEmpty();
    assertThat(record.socket().path()).isEqualTo(RawText.EMPTY);
    QueueRecord ofDead = decode(queue().u32(PART_QUEUE, PEER_PID, 77)).orElseThrow();
    assertThat(ofDead.peerPid()).hasValue(77);
    assertThat(ofDead.peerComm()).isEmpty();
  }

  @Test
  void anythingElseIsNone() {
    assertThat(decode(queue().kind(FDTRAIL_KIND_EVENT))).isEmpty();
    assertThat(decode(queue().version(FDTRAIL_VERSION + 1))).isEmpty();
    assertThat(decode(queue().without(PART_QUEUE))).isEmpty();
    assertThat(decode(queue().without(PART_SOCKET))).isEmpty();
    assertThat(decode(queue().resize(PART_QUEUE, SIZEOF_QUEUE - 8))).isEmpty();
    assertThat(decode(queue().path("/" + "p".repeat(109)))).isEmpty();
  }
}
