package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.FileMagic;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Sock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordDecoderTest {
  private static RecordBuilder received() {
    return new RecordBuilder()
        .u8(ACTION, Action.RECV.code())
        .u8(FLAGS, FDTRAIL_F_SENDER)
        .u32(SENDER_PID, 1296790)
        .u32(SENDER_TID, 1296791)
        .u32(SENDER_UID, 1000)
        .u32(SENDER_FD, 9)
        .text(SENDER_COMM, "sender")
        .u64(IN_FLIGHT_NS, 41_000);
  }

  @Test
  void everyFieldOfASend() {
    FdEvent event = new RecordBuilder().decoded();

    assertThat(event.bootNs()).isEqualTo(81_234_567_890L);
    assertThat(event.action()).isEqualTo(Action.SEND);
    assertThat(event.reason()).isEqualTo(DropReason.NONE);
    assertThat(event.process()).isEqualTo(new Process(5128, 5129, 7, 101, RawText.of("client"), 1204, false));
    assertThat(event.socket()).isEqualTo(new Sock(107, 8_629_627, 8_629_628, 1, RawText.EMPTY));
    assertThat(event.message()).isEqualTo(0xfedc_ba98_7654_3210L);
    assertThat(event.index()).isEqualTo(1);
    assertThat(event.count()).isEqualTo(2);
    assertThat(event.fd()).isEqualTo(3);
    assertThat(event.file())
        .isEqualTo(
            new OpenFile(
                RawText.of("/dev/null"), false, new FileKind("chr"), 5, 4, 1 << 20 | 3, 0020666, 0100002, false, -2, 0,
                RawText.EMPTY));
    assertThat(event.sender()).isEqualTo(Sender.UNKNOWN);
    assertThat(event.inFlightNs()).isZero();
  }

  @Test
  void everyFieldOfAReceive() {
    FdEvent event = received().u8(FLAGS, FDTRAIL_F_SENDER | FDTRAIL_F_SENDER_FOLLOWED).decoded();

    assertThat(event.sender()).isEqualTo(new Sender(1296790, 1296791, 1000, RawText.of("sender"), 9, true));
    assertThat(event.process().followed()).isFalse();
    assertThat(event.inFlightNs()).isEqualTo(41_000);
  }

  @Test
  void anUnpairedRecordHasWhatBothEndsHaveInCommonInPlaceOfATime() {
    FdEvent event = received().u8(FLAGS, FDTRAIL_F_UNPAIRED).decoded();

    assertThat(event.sender()).isSameAs(Sender.UNKNOWN);
    assertThat(event.inFlightNs()).isZero();
    assertThat(event.pairing()).isEqualTo(41_000);
  }

  @Test
  void senderFieldsMeanNothingWithoutTheFlag() {
    assertThat(received().u8(FLAGS, 0).decoded().sender()).isSameAs(Sender.UNKNOWN);
  }

  @Test
  void numbersAreUnsignedButForDescriptors() {
    FdEvent event =
        new RecordBuilder()
            .u16(ERROR, 0xffff).u16(INDEX, 252).u16(COUNT, 253).u16(MODE, 0xffff).u32(FD, -1).u32(SOCKET_FD, -1)
            .u32(UID, -2).u64(INODE, -1).decoded();

    assertThat(event.errno()).isEqualTo(0xffff);
    assertThat(event.index()).isEqualTo(252);
    assertThat(event.count()).isEqualTo(253);
    assertThat(event.file().mode()).isEqualTo(0xffff);
    assertThat(event.fd()).isEqualTo(-1);
    assertThat(event.socket().fd()).isEqualTo(-1);
    assertThat(event.process().uid()).isEqualTo(-2);
    assertThat(event.file().inode()).isEqualTo(-1);
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void everyAction(Action action) {
    assertThat(new RecordBuilder().u8(ACTION, action.code()).decoded().action()).isEqualTo(action);
  }

  @ParameterizedTest
  @EnumSource(DropReason.class)
  void everyReason(DropReason reason) {
    FdEvent event = new RecordBuilder().u8(ACTION, Action.DROP.code()).u8(REASON, reason.code()).u16(ERROR, 13).decoded();

    assertThat(event.reason()).isEqualTo(reason);
    assertThat(event.errno()).isEqualTo(13);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 127, 255})
  void anUnknownActionIsUnreadable(int action) {
    assertThat(new RecordBuilder().u8(ACTION, action).decodedBy(new RecordDecoder())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 128, 255})
  void anUnknownReasonIsUnreadable(int reason) {
    assertThat(new RecordBuilder().u8(REASON, reason).decodedBy(new RecordDecoder())).isEmpty();
  }

  @Test
  void aWrongLengthIsUnreadable() {
    RecordBuilder record = new RecordBuilder();
    ByteBuffer bytes = record.placedAt(0);
    RecordDecoder decoder = new RecordDecoder();

    for (int length : new int[] {0, 1, 7, FDTRAIL_RECORD - 1, FDTRAIL_RECORD, record.length() - 1, record.length() + 1}) {
      assertThat(decoder.decode(bytes, 0, length)).as("%d bytes", length).isEmpty();
    }
    assertThat(decoder.decode(bytes, 0, FDTRAIL_RECORD + FDTRAIL_NAME_SIZE + 128)).isEmpty();
    assertThat(decoder.decode(bytes, 0, record.length())).isPresent();
  }

  @Test
  void aCommMayHoldAnyByteAndFillItsRoom() {
    assertThat(new RecordBuilder().text(COMM, "\u001b[2J\n\u00ff\"\0rest").decoded().process().comm())
        .isEqualTo(RawText.of(new byte[] {27, '[', '2', 'J', '\n', (byte) 0xff, '"'}));
    assertThat(new RecordBuilder().text(COMM, "0123456789abcdef").decoded().process().comm())
        .isEqualTo(RawText.of("0123456789abcdef"));
    assertThat(new RecordBuilder().text(COMM, "\0").decoded().process().comm().isEmpty()).isTrue();
  }

  @Test
  void aFileThatIsNotKnown() {
    assertThat(new RecordBuilder().u8(FILE_FLAGS, 0).name("").decoded().file()).isSameAs(OpenFile.UNKNOWN);
  }

  @Test
  void aDeletedFile() {
    OpenFile file = new RecordBuilder().u8(FILE_FLAGS, FDTRAIL_FILE_KNOWN | FDTRAIL_FILE_DELETED).decoded().file();

    assertThat(file.deleted()).isTrue();
    assertThat(file.name()).isEqualTo(RawText.of("/dev/null (deleted)"));
  }

  @Test
  void aTruncatedName() {
    OpenFile file = new RecordBuilder().u8(FILE_FLAGS, FDTRAIL_FILE_KNOWN | FDTRAIL_FILE_NAME_TRUNCATED).decoded().file();

    assertThat(file.nameTruncated()).isTrue();
    assertThat(file.name()).isEqualTo(RawText.of("/dev/null"));
  }

  @Test
  void theLongestName() {
    String leaf = "x".repeat(FDTRAIL_NAME_SIZE - 1);

    assertThat(new RecordBuilder().name(leaf + "\0").decoded().file().name()).isEqualTo(RawText.of("/" + leaf));
  }

  private static RecordBuilder passedSocket(int family, String addresses) {
    return new RecordBuilder()
        .u8(FILE_FLAGS, FDTRAIL_FILE_KNOWN | FDTRAIL_FILE_DYNAMIC_NAME).u32(FS_MAGIC, FileMagic.SOCKFS).name(addresses)
        .u16(FILE_FAMILY, family).u16(FILE_TYPE, 1).u16(FILE_PROTOCOL, family == 1 ? 0 : 6).u64(INODE, 456);
  }

  @Test
  void aPassedSocketHasItsAddressesInPlaceOfAName() {
    OpenFile inet = passedSocket(2, "\u0050\0\u00ff\u00ff\u007f\0\0\1\u00c0\u00a8\1\2").decoded().file();
    OpenFile unix = passedSocket(1, "\0abstract").decoded().file();
    OpenFile netlink = passedSocket(16, "").decoded().file();

    assertThat(inet.name()).isEqualTo(RawText.of("socket:[456]"));
    assertThat(inet.kind().word()).isEqualTo("sock:tcp");
    assertThat(inet.endpoints()).isEqualTo(RawText.of("127.0.0.1:80 -> 192.168.1.2:65535"));
    assertThat(unix.name()).isEqualTo(RawText.of("socket:[456]"));
    assertThat(unix.endpoints()).isEqualTo(RawText.of("@abstract"));
    assertThat(netlink.endpoints()).isEqualTo(RawText.EMPTY);
  }

  @Test
  void theSocketsAddressIsBeforeTheName() {
    for (String path : new String[] {"", "/", "/run/bus", "/run/dbus", "/" + "p".repeat(107)}) {
      FdEvent event = new RecordBuilder().path(path).decoded();

      assertThat(event.socket().path()).isEqualTo(RawText.of(path));
      assertThat(event.file().name()).isEqualTo(RawText.of("/dev/null"));
    }
  }

  @Test
  void anAddressThatCannotBeIsUnreadable() {
    assertThat(new RecordBuilder().path("/" + "p".repeat(108)).decodedBy(new RecordDecoder())).isEmpty();
    assertThat(new RecordBuilder().u8(SOCKET_PATH_SIZE, 8).decodedBy(new RecordDecoder())).isEmpty();
  }

  /** Over the life of a socket it may be bound, and connected; and its inode may be another's. */
  @Test
  void whatDiffersInItsAddressIsAnother() {
    RecordDecoder decoder = new RecordDecoder();
    for (String path : new String[] {"", "\0", "\0a", "\0a\0", "/run/dbus", "/run/dbuz", "", "/run/dbu"}) {
      RawText expected = SocketAddresses.unix(path.getBytes(StandardCharsets.ISO_8859_1));
      assertThat(new RecordBuilder().path(path).decodedBy(decoder).orElseThrow().socket().path()).isEqualTo(expected);
      FdEvent passed = passedSocket(1, path).path("/run/bus").decodedBy(decoder).orElseThrow();
      assertThat(passed.file().endpoints()).isEqualTo(expected);
    }
  }

  @Test
  void aPidfdNamesItsProcess() {
    OpenFile file =
        new RecordBuilder()
            .u8(FILE_FLAGS, FDTRAIL_FILE_KNOWN | FDTRAIL_FILE_DYNAMIC_NAME).u32(FS_MAGIC, FileMagic.ANON_INODE)
            .name("[pidfd]").u32(TARGET_PID, 4242).decoded().file();

    assertThat(file.name()).isEqualTo(RawText.of("anon_inode:[pidfd]"));
    assertThat(file.kind().word()).isEqualTo("pidfd");
    assertThat(file.targetPid()).isEqualTo(4242);
  }

  @Test
  void theSameThingIsTheSameObject() {
    RecordDecoder decoder = new RecordDecoder();
    FdEvent one = received().decodedBy(decoder).orElseThrow();
    FdEvent other = received().u64(BOOT_NS, 5).u16(INDEX, 0).u32(FD, 77).u64(MESSAGE, 6).decodedBy(decoder).orElseThrow();

    assertThat(other.process()).isSameAs(one.process());
    assertThat(other.socket()).isSameAs(one.socket());
    assertThat(other.sender()).isSameAs(one.sender());
    assertThat(other.file()).isSameAs(one.file());
    assertThat(other.fd()).isEqualTo(77);
  }

  @Test
  void whatDiffersInOneFieldIsAnother() {
    RecordDecoder decoder = new RecordDecoder();
    FdEvent first = received().decodedBy(decoder).orElseThrow();
    int allFlags = FDTRAIL_F_SENDER | FDTRAIL_F_FOLLOWED | FDTRAIL_F_SENDER_FOLLOWED;
    FdEvent followed = received().u8(FLAGS, allFlags).decodedBy(decoder).orElseThrow();
    FdEvent renamed =
        received().text(COMM, "cliens").text(SENDER_COMM, "sendes").name("nul_\0dev\0").u32(SOCKET_TYPE, 5)
            .decodedBy(decoder).orElseThrow();

    assertThat(followed.process()).isNotEqualTo(first.process());
    assertThat(followed.sender()).isNotEqualTo(first.sender());
    assertThat(renamed.process().comm()).isEqualTo(RawText.of("cliens"));
    assertThat(renamed.sender().comm()).isEqualTo(RawText.of("sendes"));
    assertThat(renamed.socket().type()).isEqualTo(5);
    assertThat(renamed.file().name()).isEqualTo(RawText.of("/dev/nul_"));
  }

  /** The last word of a name is filled up with zeros, which must not make two names one. */
  @Test
  void namesThatDifferInTheirLengthOnly() {
    RecordDecoder decoder = new RecordDecoder();
    RecordBuilder dynamic = new RecordBuilder().u8(FILE_FLAGS, FDTRAIL_FILE_KNOWN | FDTRAIL_FILE_DYNAMIC_NAME);

    assertThat(dynamic.name("memfd:").decodedBy(decoder).orElseThrow().file().name()).isEqualTo(RawText.of("/memfd: (deleted)"));
    assertThat(dynamic.name("memfd:a").decodedBy(decoder).orElseThrow().file().name()).isEqualTo(RawText.of("/memfd:a (deleted)"));
    assertThat(dynamic.name("memfd:").decodedBy(decoder).orElseThrow().file().name()).isEqualTo(RawText.of("/memfd: (deleted)"));
  }
}
