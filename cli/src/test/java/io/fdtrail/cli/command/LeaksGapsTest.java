package io.fdtrail.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.TraceStats;
import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Sock;
import io.fdtrail.inflight.Snapshot;
import io.fdtrail.kernel.Backend;
import io.fdtrail.leaks.Endings;
import io.fdtrail.leaks.Leaks;
import io.fdtrail.leaks.Receptions;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeaksGapsTest {
  private final Receptions receptions = new Receptions();
  private Leaks leaks;

  private List<String> gaps(Backend backend, Set<Action> unseen, long unchecked, boolean early) {
    Snapshot queues = new Snapshot(List.of(), List.of(), Optional.empty(), List.of());
    return gaps(backend, unseen, new LeaksGaps.Search(unchecked, true, queues, early));
  }

  private List<String> gaps(Backend backend, Set<Action> unseen, LeaksGaps.Search search) {
    return LeaksGaps.of(
        backend,
        unseen,
        new TraceStats(),
        receptions,
        leaks == null ? new Leaks(receptions) : leaks,
        search);
  }

  private void receive(Sender sender) {
    receptions.received(reception(sender, 200));
  }

  private static FdEvent reception(Sender sender, int pid) {
    Process server = new Process(pid, pid, 0, 0, RawText.of("server"), 1, false);
    OpenFile file =
        new OpenFile(
            RawText.of("/x"),
            false,
            new FileKind("reg"),
            8,
            9,
            0,
            0,
            0,
            false,
            1,
            0,
            RawText.EMPTY);
    Sock socket = new Sock(-1, 0, 0, 0, RawText.EMPTY);
    return new FdEvent(
        1, Action.RECV, DropReason.NONE, 0, server, socket, 1, 0, 1, 5, file, sender, 0);
  }

  @Test
  void nothingIsMissingWhereAllIsSeen() {
    receive(new Sender(100, 100, 0, RawText.of("client"), 3, false));

    assertThat(gaps(Backend.FENTRY, Set.of(), 0, false)).isEmpty();
  }

  @Test
  void whatTheBackendCannotSeeIsSaid() {
    assertThat(gaps(Backend.TRACEPOINT, EnumSet.of(Action.GRAB, Action.INJECT), 0, false))
        .containsExactly(
            "tracepoint does not see what is taken by pidfd_getfd or planted by a seccomp supervisor");
    assertThat(gaps(Backend.KPROBE, EnumSet.of(Action.GRAB), 0, false))
        .containsExactly("kprobe does not see what is taken by pidfd_getfd");
  }

  @Test
  void whatCouldNotBeLookedForIsSaid() {
    receive(Sender.UNKNOWN);

    assertThat(gaps(Backend.FENTRY, Set.of(), 3, true))
        .containsExactly(
            "1 received descriptors were not looked for in their senders, who are not known",
            "3 open descriptors or mappings found no room and were not looked at",
            "a signal ended it early: what was received last may not be closed yet");
  }

  @Test
  void whatTheKernelDoesNotShowIsSaid() {
    Snapshot refused =
        new Snapshot(List.of(), List.of(), Optional.of("no iterator"), List.of("numbers only"));

    assertThat(gaps(Backend.FENTRY, Set.of(), new LeaksGaps.Search(0, false, refused, false)))
        .containsExactly(
            "mappings were not looked at: the kernel has no iterator over them (Linux 5.12)",
            "queues were not looked at: no iterator");
  }

  @Test
  void whatIsMissingOfQueuesIsSaid() {
    Snapshot queues = new Snapshot(List.of(), List.of(), Optional.empty(), List.of("one is long"));

    assertThat(gaps(Backend.FENTRY, Set.of(), new LeaksGaps.Search(0, true, queues, false)))
        .containsExactly("in queues, one is long");
  }

  @Test
  void whatMayBeAnotherFileIsSaid() {
    receive(new Sender(100, 100, 0, RawText.of("client"), 3, false));
    leaks = new Leaks(receptions);
    leaks.open(new OpenDescriptor(200, 6, 1, 8, 9));
    leaks.found();

    assertThat(gaps(Backend.FENTRY, Set.of(), 0, false))
        .containsExactly(
            "1 more places may have a received file, or another one that shares its inode");
  }

  /** It does not say of each process that it was not seen to end. */
  @Test
  void whatARecordingDoesNotSayIsSaidOnce() {
    receive(new Sender(100, 100, 0, RawText.of("client"), 3, false));

    assertThat(LeaksGaps.withoutEnds(List.of("1 lost (skipped): x"), receptions))
        .containsExactly(
            "1 lost (skipped): x",
            "what processes had when they ended was not recorded: fdtrail -w FILE -- CMD does");
  }

  @Test
  void whatIsMissingAtTheEndOfProcessesIsSaid() {
    Endings endings = new Endings();
    endings.held(new OpenDescriptor(200, OpenDescriptor.ENDED_PARTLY, 1, 0, 0));
    for (int fd = 0; fd <= Receptions.CAPACITY; fd++) {
      endings.held(new OpenDescriptor(200, fd, 7, 8, 99));
    }
    endings.received(reception(new Sender(100, 100, 0, RawText.of("client"), 3, false), 300));
    endings.received(reception(Sender.UNKNOWN, 200));
    endings.found();

    assertThat(
            LeaksGaps.ofEnded(
                Optional.of(Backend.KPROBE),
                EnumSet.of(Action.GRAB),
                List.of("1 lost (skipped): x"),
                endings))
        .containsExactly(
            "kprobe does not see what is taken by pidfd_getfd",
            "1 lost (skipped): x",
            "1 processes that received descriptors were not seen to end: CMD did not wait for them",
            "1 processes had more numbers than were looked at when they ended",
            "1 descriptors of ended processes are forgotten");
  }
}
