package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.Action;
import io.fdtrail.event.Ancestor;
import io.fdtrail.event.Ancestors;
import io.fdtrail.event.CommandLine;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Identity;
import io.fdtrail.event.RawText;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdentityTest {
  private static final long NUMBER = 0xfedc_ba98_7654_3210L;

  private final RecordDecoder decoder = new RecordDecoder();

  /** Of the process with this number, whose executable is {@code /usr/bin/client}. */
  private static RecordBuilder described(long number) {
    return new RecordBuilder()
        .kind(FDTRAIL_KIND_PROCESS)
        .u64(PART_PROCESS, PROCESS_NUMBER, number)
        .text(PART_PROCESS, COMM, "leader")
        .u32(PART_IDENTITY, PARENT_PID, 77)
        .u64(PART_PROCESS, CGROUP_ID, 4242)
        .u64(PART_IDENTITY, STARTED_NS, 5_000_000_000L)
        .u32(PART_IDENTITY, PID_NAMESPACE, (int) 4026531836L)
        .without(PART_ACT)
        .without(PART_BATCH)
        .without(PART_NAMESPACE)
        .without(PART_SOCKET)
        .name("client\0bin\0usr\0");
  }

  private boolean learn(RecordBuilder record) {
    return decoder.learn(record.placedAt(64), 64, record.length());
  }

  private FdEvent act(long number) {
    return new RecordBuilder()
        .u64(PART_PROCESS, PROCESS_NUMBER, number)
        .decodedBy(decoder)
        .orElseThrow();
  }

  @Test
  void anActHasTheIdentityOfItsNumber() {
    assertThat(learn(described(NUMBER))).isTrue();

    assertThat(act(NUMBER).process().identity())
        .isEqualTo(
            new Identity(
                RawText.of("leader"),
                RawText.of("/usr/bin/client"),
                77,
                5_000_000_000L,
                4242,
                (int) 4026531836L,
                CommandLine.UNKNOWN,
                Ancestors.UNKNOWN));
    assertThat(act(NUMBER + 1).process().identity()).isEqualTo(Identity.UNKNOWN);
    assertThat(act(0).process().identity()).isEqualTo(Identity.UNKNOWN);
  }

  /** The name of the thread stays beside that of the process. */
  @Test
  void theThreadKeepsItsName() {
    learn(described(NUMBER));

    assertThat(act(NUMBER).process().comm()).isEqualTo(RawText.of("client"));
  }

  @Test
  void theSenderHasOneOfItsOwn() {
    learn(described(NUMBER));

    FdEvent received =
        new RecordBuilder()
            .action(Action.RECV.code())
            .u32(PART_SENDER, SENDER_PID, 9)
            .u64(PART_SENDER, SENDER_NUMBER, NUMBER)
            .decodedBy(decoder)
            .orElseThrow();

    assertThat(received.sender().identity().exe()).isEqualTo(RawText.of("/usr/bin/client"));
    assertThat(received.process().identity()).isEqualTo(Identity.UNKNOWN);
  }

  /** A process that executed another program is reported again, under another number. */
  @Test
  void earlierActsKeepWhatTheyHad() {
    learn(described(NUMBER));
    FdEvent before = act(NUMBER);
    learn(described(NUMBER + 1).name("other\0"));

    assertThat(act(NUMBER + 1).process().identity().exe()).isEqualTo(RawText.of("/other"));
    assertThat(before.process().identity().exe()).isEqualTo(RawText.of("/usr/bin/client"));
  }

  @Test
  void noRecordOfAnotherKindTeachesAnything() {
    assertThat(learn(described(NUMBER).kind(FDTRAIL_KIND_EVENT))).isFalse();
    assertThat(learn(described(NUMBER).without(PART_IDENTITY))).isFalse();
    assertThat(learn(described(NUMBER).without(PART_PROCESS))).isFalse();
    assertThat(learn(described(NUMBER).version(FDTRAIL_VERSION + 1))).isFalse();
    assertThat(act(NUMBER).process().identity()).isEqualTo(Identity.UNKNOWN);
    assertThat(described(NUMBER).decodedBy(decoder)).isEmpty();
  }

  /** As many as the kernel side reports at once, twice, and no more. */
  @Test
  void theOldestIsForgotten() {
    for (long number = 1; number <= 2 * FDTRAIL_MAX_PROCESSES + 1; number++) {
      learn(described(number));
    }

    assertThat(act(1).process().identity()).isEqualTo(Identity.UNKNOWN);
    assertThat(act(2).process().identity().exe()).isEqualTo(RawText.of("/usr/bin/client"));
  }

  private static RecordBuilder withCmdline(String bytes) {
    return described(NUMBER)
        .resize(PART_CMDLINE, SIZEOF_CMDLINE + bytes.length())
        .text(PART_CMDLINE, SIZEOF_CMDLINE, bytes);
  }

  @Test
  void argumentsHaveABlankBetweenThem() {
    learn(withCmdline("sh\0-c\0\0a b"));

    assertThat(act(NUMBER).process().identity().cmdline())
        .isEqualTo(new CommandLine(RawText.of("sh -c  a b"), false));
  }

  /** A program that writes a shorter title leaves NULs. */
  @Test
  void whatFollowsATitleIsNoArgument() {
    learn(withCmdline("title\0\0\0").u8(PART_CMDLINE, CMDLINE_CUT, 1));

    assertThat(act(NUMBER).process().identity().cmdline())
        .isEqualTo(new CommandLine(RawText.of("title"), true));
  }

  @Test
  void ancestorsAreInTheirOrder() {
    RecordBuilder record =
        described(NUMBER).resize(PART_ANCESTORS, SIZEOF_ANCESTORS + 2 * SIZEOF_ANCESTOR);
    ancestor(record, 0, 812, "make");
    ancestor(record, 1, 1, "0123456789abcdef");
    learn(record);

    assertThat(act(NUMBER).process().identity().ancestors())
        .isEqualTo(
            new Ancestors(
                List.of(
                    new Ancestor(812, RawText.of("make")),
                    new Ancestor(1, RawText.of("0123456789abcdef"))),
                false));
  }

  @Test
  void thereMayBeMoreAncestors() {
    learn(described(NUMBER).u8(PART_ANCESTORS, ANCESTORS_CUT, 1));

    assertThat(act(NUMBER).process().identity().ancestors().truncated()).isTrue();
  }

  private static void ancestor(RecordBuilder record, int index, int pid, String comm) {
    int at = SIZEOF_ANCESTORS + index * SIZEOF_ANCESTOR;
    record
        .u32(PART_ANCESTORS, at + ANCESTOR_PID, pid)
        .text(PART_ANCESTORS, at + ANCESTOR_COMM, comm);
  }

  @Test
  void withoutThePartsNothingIsKnown() {
    learn(described(NUMBER));

    assertThat(act(NUMBER).process().identity().cmdline()).isEqualTo(CommandLine.UNKNOWN);
    assertThat(act(NUMBER).process().identity().ancestors()).isEqualTo(Ancestors.UNKNOWN);
  }
}
