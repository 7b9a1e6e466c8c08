package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.Action;
import io.fdtrail.event.CloseOnExec;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.PeerProcess;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Sock;
import io.fdtrail.files.FileMagic;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordDecoderTest {
  static RecordBuilder received() {
    return new RecordBuilder()
        .action(Action.RECV.code())
        .flags(FDTRAIL_F_SENDER)
        .u32(PART_SENDER, SENDER_PID, 1296790)
        .u32(PART_SENDER, SENDER_TID, 1296791)
        .u32(PART_SENDER, SENDER_UID, 1000)
        .u32(PART_SENDER, SENDER_FD, 9)
        .text(PART_SENDER, SENDER_COMM, "sender")
        .u64(PART_SENDER, IN_FLIGHT_NS, 41_000);
  }

  @Test
  void everyFieldOfASend() {
    FdEvent event = new RecordBuilder().decoded();

    assertThat(event.bootNs()).isEqualTo(81_234_567_890L);
    assertThat(event.action()).isEqualTo(Action.SEND);
    assertThat(event.reason()).isEqualTo(DropReason.NONE);
    assertThat(event.process())
        .isEqualTo(new Process(5128, 5129, 7, 101, RawText.of("client"), 1204, false));
    assertThat(event.socket()).isEqualTo(new Sock(107, 8_629_627, 8_629_628, 1, RawText.EMPTY));
    assertThat(event.message()).isEqualTo(0xfedc_ba98_7654_3210L);
    assertThat(event.index()).isEqualTo(1);
    assertThat(event.count()).isEqualTo(2);
    assertThat(event.fd()).isEqualTo(3);
    assertThat(event.file())
        .isEqualTo(
            new OpenFile(
                RawText.of("/dev/null"),
                false,
                new FileKind("chr"),
                5,
                4,
                1 << 20 | 3,
                0020666,
                0100002,
                false,
                -2,
                0,
                RawText.EMPTY));
    assertThat(event.sender()).isEqualTo(Sender.UNKNOWN);
    assertThat(event.inFlightNs()).isZero();
  }

  @Test
  void everyFieldOfAReceive() {
    FdEvent event = received().flags(FDTRAIL_F_SENDER | FDTRAIL_F_SENDER_FOLLOWED).decoded();

    assertThat(event.sender())
        .isEqualTo(new Sender(1296790, 1296791, 1000, RawText.of("sender"), 9, true));
    assertThat(event.process().followed()).isFalse();
    assertThat(event.inFlightNs()).isEqualTo(41_000);
  }

  @Test
  void anUnpairedRecordHasWhatBothEndsHaveInCommonInPlaceOfATime() {
    FdEvent event =
        new RecordBuilder().flags(FDTRAIL_F_UNPAIRED).u64(PART_PAIRING, PAIRING, 41_000).decoded();

    assertThat(event.sender()).isSameAs(Sender.UNKNOWN);
    assertThat(event.inFlightNs()).isZero();
    assertThat(event.pairing()).isEqualTo(41_000);
  }

  @Test
  void aNumberIsCloseOnExecOrNotOrItIsNotKnown() {
    assertThat(received().flags(FDTRAIL_F_CLOEXEC).decoded().closeOnExec())
        .isEqualTo(CloseOnExec.SET);
    assertThat(received().flags(FDTRAIL_F_INHERITABLE).decoded().closeOnExec())
        .isEqualTo(CloseOnExec.CLEAR);
    assertThat(received().flags(FDTRAIL_F_SENDER).decoded().closeOnExec())
        .isEqualTo(CloseOnExec.UNKNOWN);
  }

  private static RecordBuilder sentTo(int pid, String process) {
    return new RecordBuilder().u32(PART_PEER, OTHER_PID, pid).text(PART_PEER, OTHER_COMM, process);
  }

  @Test
  void whomASendIsFor() {
    RecordDecoder decoder = new RecordDecoder();
    FdEvent known = sentTo(812, "server").decodedBy(decoder).orElseThrow();
    FdEvent again = sentTo(812, "server").decodedBy(decoder).orElseThrow();
    FdEvent renamed = sentTo(812, "serves").decodedBy(decoder).orElseThrow();
    FdEvent unknown = new RecordBuilder().decodedBy(decoder).orElseThrow();

    assertThat(known.socket().peer()).isEqualTo(new PeerProcess(812, RawText.of("server")));
    assertThat(again.socket()).isSameAs(known.socket());
    assertThat(renamed.socket().peer().process()).isEqualTo(RawText.of("serves"));
    assertThat(unknown.socket().peer()).isSameAs(PeerProcess.UNKNOWN);
  }

  @Test
  void numbersAreUnsignedButForDescriptors() {
    FdEvent event =
        new RecordBuilder()
            .u16(PART_REFUSAL, ERROR, 0xffff)
            .u16(PART_BATCH, INDEX, 252)
            .u16(PART_BATCH, COUNT, 253)
            .u16(PART_FILE, MODE, 0xffff)
            .u32(PART_ACT, FD, -1)
            .u32(PART_SOCKET, SOCKET_FD, -1)
            .u32(PART_SOCKET, SOCKET_INODE, -1)
            .u32(PART_PROCESS, UID, -2)
            .u64(PART_FILE, INODE, -1)
            .decoded();

    assertThat(event.errno()).isEqualTo(0xffff);
    assertThat(event.index()).isEqualTo(252);
    assertThat(event.count()).isEqualTo(253);
    assertThat(event.file().mode()).isEqualTo(0xffff);
    assertThat(event.fd()).isEqualTo(-1);
    assertThat(event.socket().fd()).isEqualTo(-1);
    assertThat(event.socket().inode()).isEqualTo(0xffff_ffffL);
    assertThat(event.process().uid()).isEqualTo(-2);
    assertThat(event.file().inode()).isEqualTo(-1);
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void everyAction(Action action) {
    assertThat(new RecordBuilder().action(action.code()).decoded().action()).isEqualTo(action);
  }

  @ParameterizedTest
  @EnumSource(DropReason.class)
  void everyReason(DropReason reason) {
    RecordBuilder drop = new RecordBuilder().action(Action.DROP.code());
    FdEvent event =
        drop.u8(PART_REFUSAL, REASON, reason.code()).u16(PART_REFUSAL, ERROR, 13).decoded();

    assertThat(event.reason()).isEqualTo(reason);
    assertThat(event.errno()).isEqualTo(13);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 127, 255})
  void anUnknownActionIsUnreadable(int action) {
    assertThat(new RecordBuilder().action(action).decodedBy(new RecordDecoder())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 128, 255})
  void anUnknownReasonIsUnreadable(int reason) {
    assertThat(new RecordBuilder().u8(PART_REFUSAL, REASON, reason).decodedBy(new RecordDecoder()))
        .isEmpty();
  }

  @Test
  void aCommMayHoldAnyByteAndFillItsRoom() {
    assertThat(
            new RecordBuilder()
                .text(PART_PROCESS, COMM, "\u001b[2J\n\u00ff\"\0rest")
                .decoded()
                .process()
                .comm())
        .isEqualTo(RawText.of(new byte[] {27, '[', '2', 'J', '\n', (byte) 0xff, '"'}));
    assertThat(
            new RecordBuilder()
                .text(PART_PROCESS, COMM, "0123456789abcdef")
                .decoded()
                .process()
                .comm())
        .isEqualTo(RawText.of("0123456789abcdef"));
    assertThat(
            new RecordBuilder().text(PART_PROCESS, COMM, "\0").decoded().process().comm().isEmpty())
        .isTrue();
  }

  @Test
  void aFileThatIsNotKnown() {
    assertThat(new RecordBuilder().without(PART_FILE).decoded().file()).isSameAs(OpenFile.UNKNOWN);
  }

  @Test
  void aDeletedFile() {
    RecordBuilder record = new RecordBuilder();
    OpenFile file =
        record
            .u8(PART_FILE, FILE_FLAGS, FDTRAIL_FILE_KNOWN | FDTRAIL_FILE_DELETED)
            .decoded()
            .file();

    assertThat(file.deleted()).isTrue();
    assertThat(file.name()).isEqualTo(RawText.of("/dev/null (deleted)"));
  }

  @Test
  void aTruncatedName() {
    RecordBuilder record = new RecordBuilder();
    OpenFile file =
        record
            .u8(PART_FILE, FILE_FLAGS, FDTRAIL_FILE_KNOWN | FDTRAIL_FILE_NAME_TRUNCATED)
            .decoded()
            .file();

    assertThat(file.nameTruncated()).isTrue();
    assertThat(file.name()).isEqualTo(RawText.of("/dev/null"));
  }

  @Test
  void theLongestName() {
    String leaf = "x".repeat(FDTRAIL_NAME_SIZE - 1);

    assertThat(new RecordBuilder().name(leaf + "\0").decoded().file().name())
        .isEqualTo(RawText.of("/" + leaf));
  }

  private static RecordBuilder passedSocket(int family, String addresses) {
    return new RecordBuilder()
        .u8(PART_FILE, FILE_FLAGS, FDTRAIL_FILE_KNOWN | FDTRAIL_FILE_DYNAMIC_NAME)
        .u32(PART_FILE, FS_MAGIC, FileMagic.SOCKFS)
        .name(addresses)
        .u64(PART_FILE, INODE, 456)
        .u16(PART_FILE, FILE_FAMILY, family)
        .u16(PART_FILE, FILE_TYPE, 1)
        .u16(PART_FILE, FILE_PROTOCOL, family == 1 ? 0 : 6);
  }

  @Test
  void aPassedSocketHasItsAddressesInPlaceOfAName() {
    OpenFile inet =
        passedSocket(2, "\u0050\0\u00ff\u00ff\u007f\0\0\1\u00c0\u00a8\1\2").decoded().file();
    OpenFile unix = passedSocket(1, "\0abstract").decoded().file();
    OpenFile netlink = passedSocket(16, "").decoded().file();

    assertThat(inet.name()).isEqualTo(RawText.of("socket:[456]"));
    assertThat(inet.kind().word()).isEqualTo("sock:tcp");
    assertThat(inet.endpoints()).isEqualTo(RawText.of("127.0.0.1:80 -> 192.168.1.2:65535"));
    assertThat(unix.name()).isEqualTo(RawText.of("socket:[456]"));
    assertThat(unix.endpoints()).isEqualTo(RawText.of("@abstract"));
    assertThat(netlink.endpoints()).isEqualTo(RawText.EMPTY);
  }

  /** Over the life of a socket it may be bound, and connected; and its inode may be another's. */
  @Test
  void whatDiffersInItsAddressIsAnother() {
    RecordDecoder decoder = new RecordDecoder();
    for (String path :
        new String[] {"", "\0", "\0a", "\0a\0", "/run/dbus", "/run/dbuz", "", "/run/dbu"}) {
      RawText expected = SocketAddresses.unix(path.getBytes(StandardCharsets.ISO_8859_1));
      FdEvent named = new RecordBuilder().path(path).decodedBy(decoder).orElseThrow();
      assertThat(named.socket().path()).isEqualTo(expected);
      FdEvent passed = passedSocket(1, path).path("/run/bus").decodedBy(decoder).orElseThrow();
      assertThat(passed.file().endpoints()).isEqualTo(expected);
    }
  }

  @Test
  void aPidfdNamesItsProcess() {
    OpenFile file =
        new RecordBuilder()
            .u8(PART_FILE, FILE_FLAGS, FDTRAIL_FILE_KNOWN | FDTRAIL_FILE_DYNAMIC_NAME)
            .u32(PART_FILE, FS_MAGIC, FileMagic.ANON_INODE)
            .u16(PART_FILE, MODE, 0600)
            .name("[pidfd]")
            .u32(PART_FILE, TARGET_PID, 4242)
            .decoded()
            .file();

    assertThat(file.name()).isEqualTo(RawText.of("anon_inode:[pidfd]"));
    assertThat(file.kind().word()).isEqualTo("pidfd");
    assertThat(file.targetPid()).isEqualTo(4242);
  }

  @Test
  void theSameThingIsTheSameObject() {
    RecordDecoder decoder = new RecordDecoder();
    FdEvent one = received().decodedBy(decoder).orElseThrow();
    FdEvent other =
        received()
            .bootNs(5)
            .u16(PART_BATCH, INDEX, 0)
            .u32(PART_ACT, FD, 77)
            .u64(PART_ACT, MESSAGE, 6)
            .u64(PART_SENDER, IN_FLIGHT_NS, 7)
            .decodedBy(decoder)
            .orElseThrow();

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
    FdEvent followed = received().flags(allFlags).decodedBy(decoder).orElseThrow();
    FdEvent renamed =
        received()
            .text(PART_PROCESS, COMM, "cliens")
            .text(PART_SENDER, SENDER_COMM, "sendes")
            .name("nul_\0dev\0")
            .u8(PART_SOCKET, SOCKET_TYPE, 5)
            .decodedBy(decoder)
            .orElseThrow();

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
    RecordBuilder dynamic =
        new RecordBuilder()
            .u8(PART_FILE, FILE_FLAGS, FDTRAIL_FILE_KNOWN | FDTRAIL_FILE_DYNAMIC_NAME);

    for (String name : new String[] {"memfd:", "memfd:a", "memfd:"}) {
      OpenFile file = dynamic.name(name).decodedBy(decoder).orElseThrow().file();
      assertThat(file.name()).isEqualTo(RawText.of("/" + name + " (deleted)"));
    }
  }
}
