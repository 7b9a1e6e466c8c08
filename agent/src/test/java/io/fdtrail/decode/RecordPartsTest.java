package io.fdtrail.decode;

import static io.fdtrail.decode.RecordDecoderTest.received;
import static io.fdtrail.decode.RecordLayout.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Sock;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record's parts: there or not, of any size, known or not. */
class RecordPartsTest {
  @Test
  void aWrongLengthIsUnreadable() {
    RecordBuilder record = new RecordBuilder();
    ByteBuffer bytes = record.placedAt(0);
    RecordDecoder decoder = new RecordDecoder();

    for (int length :
        new int[] {
          0, 1, 7, SIZEOF_HEAD - 1, SIZEOF_HEAD, record.length() - 1, record.length() + 1
        }) {
      assertThat(decoder.decode(bytes, 0, length)).as("%d bytes", length).isEmpty();
    }
    assertThat(decoder.decode(bytes, 0, FDTRAIL_RECORD_SIZE + 1)).isEmpty();
    assertThat(decoder.decode(bytes, 0, record.length())).isPresent();
  }

  @Test
  void theSocketsAddressMayHaveAnyLength() {
    for (String path : new String[] {"", "/", "/run/bus", "/run/dbus", "/" + "p".repeat(107)}) {
      FdEvent event = new RecordBuilder().path(path.isEmpty() ? "" : path + "\0").decoded();

      assertThat(event.socket().path()).isEqualTo(RawText.of(path));
      assertThat(event.file().name()).isEqualTo(RawText.of("/dev/null"));
    }
  }

  @Test
  void ofTwoNulsOnlyThePathsOwnEndIsLeftOut() {
    assertThat(new RecordBuilder().path("/run/bus\0\0").decoded().socket().path())
        .isEqualTo(RawText.of("/run/bus\0"));
    assertThat(new RecordBuilder().path("\0bus\0").decoded().socket().path())
        .isEqualTo(RawText.of("@bus\0"));
    assertThat(new RecordBuilder().path("\0").decoded().socket().path()).isEqualTo(RawText.of("@"));
  }

  @Test
  void anAddressThatCannotBeIsUnreadable() {
    assertThat(new RecordBuilder().path("/" + "p".repeat(109)).decodedBy(new RecordDecoder()))
        .isEmpty();
  }

  @Test
  void anotherVersionAndAnotherKindAreUnreadable() {
    assertThat(new RecordBuilder().version(FDTRAIL_VERSION + 1).decodedBy(new RecordDecoder()))
        .isEmpty();
    assertThat(new RecordBuilder().version(0).decodedBy(new RecordDecoder())).isEmpty();
    assertThat(new RecordBuilder().kind(FDTRAIL_KIND_QUEUE).decodedBy(new RecordDecoder()))
        .isEmpty();
  }

  @Test
  void anUnknownPartIsSkipped() {
    FdEvent plain = new RecordBuilder().decoded();

    assertThat(new RecordBuilder().resize(0, 4).decoded()).isEqualTo(plain);
    assertThat(new RecordBuilder().resize(200, 23).resize(255, 1000).decoded()).isEqualTo(plain);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        PART_ACT,
        PART_BATCH,
        PART_REFUSAL,
        PART_PAIRING,
        PART_PROCESS,
        PART_NAMESPACE,
        PART_SOCKET,
        PART_SENDER,
        PART_FILE,
        PART_QUEUE,
        PART_PEER
      })
  void aPartThatIsTooShortIsUnreadable(int part) {
    assertThat(received().resize(part, SIZEOF_HEADER).decodedBy(new RecordDecoder())).isEmpty();
    assertThat(received().lie(part, 3).decodedBy(new RecordDecoder())).isEmpty();
    assertThat(received().lie(part, 0).decodedBy(new RecordDecoder())).isEmpty();
    assertThat(received().lie(part, 0xffff).decodedBy(new RecordDecoder())).isEmpty();
  }

  @Test
  void thereIsNoActTwiceAndNoneWithoutIt() {
    assertThat(new RecordBuilder().without(PART_ACT).decodedBy(new RecordDecoder())).isEmpty();
    assertThat(new RecordBuilder().twice(PART_ACT).decodedBy(new RecordDecoder())).isEmpty();
  }

  @Test
  void whatIsNotThereIsNotKnown() {
    RecordBuilder act = new RecordBuilder();
    for (int part = PART_BATCH; part <= PART_FILE; part++) {
      act.without(part);
    }
    FdEvent event = act.decoded();

    assertThat(event.process().pid()).isZero();
    assertThat(event.socket()).isEqualTo(new Sock(-1, 0, 0, 0, RawText.EMPTY));
    assertThat(event.sender()).isSameAs(Sender.UNKNOWN);
    assertThat(event.file()).isSameAs(OpenFile.UNKNOWN);
    assertThat(event.index()).isZero();
    assertThat(event.count()).isOne();
  }

  @Test
  void aShortCommLeavesItsSecondHalfOut() {
    RecordBuilder shortened =
        received().resize(PART_PROCESS, COMM + 8).resize(PART_SENDER, SIZEOF_SENDER - 8);

    assertThat(shortened.decoded()).isEqualTo(received().decoded());
    shortened.text(PART_PROCESS, COMM, "abcdefgh");
    assertThat(shortened.decoded().process().comm()).isEqualTo(RawText.of("abcdefgh"));
    assertThat(shortened.text(PART_SENDER, SENDER_COMM, "0123456789ab").decoded().sender().comm())
        .isEqualTo(RawText.of("0123456789ab"));
  }
}
