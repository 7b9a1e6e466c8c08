package io.fdtrail.leaks;

import static io.fdtrail.event.Events.file;
import static org.assertj.core.api.Assertions.assertThat;

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
import io.fdtrail.event.Stack;
import io.fdtrail.event.StackFrame;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LeaksTest {
  private static final Process SERVER = new Process(200, 200, 0, 0, RawText.of("server"), 1, false);
  private static final Sock SOCKET = new Sock(-1, 0, 0, 0, RawText.EMPTY);

  private final Receptions receptions = new Receptions();
  private Leaks leaks;

  private static FdEvent event(Action action, Process by, int fd, OpenFile file, Sender sender) {
    return event(1, action, by, fd, file, sender);
  }

  private static FdEvent event(
      long bootNs, Action action, Process by, int fd, OpenFile file, Sender sender) {
    return new FdEvent(
        bootNs, action, DropReason.NONE, 0, by, SOCKET, 1, 0, 1, fd, file, sender, 0);
  }

  private static Process process(int pid) {
    return new Process(pid, pid, 0, 0, RawText.of("p" + pid), 0, false);
  }

  private void hop(long bootNs, int fromPid, int fromFd, int toPid, int toFd) {
    Sender sender = new Sender(fromPid, fromPid, 0, RawText.of("p" + fromPid), fromFd, false);
    receptions.received(event(bootNs, Action.RECV, process(toPid), toFd, file(1, 10), sender));
  }

  private void receive(int fd, OpenFile file, int sentAs) {
    receptions.received(
        event(
            Action.RECV,
            SERVER,
            fd,
            file,
            new Sender(100, 100, 0, RawText.of("client"), sentAs, false)));
  }

  private void open(int pid, int fd, OpenFile file) {
    look();
    leaks.open(new OpenDescriptor(pid, fd, file.id(), file.dev(), file.inode()));
  }

  private void look() {
    if (leaks == null) {
      leaks = new Leaks(receptions);
    }
  }

  private static OpenFile memfd(long id) {
    return named("/memfd:pool (deleted)", FileKind.MEMFD, id);
  }

  private static OpenFile named(String name, FileKind kind, long id) {
    return new OpenFile(RawText.of(name), false, kind, 1, id, 0, 0, 0, false, id, 0, RawText.EMPTY);
  }

  private static Map<Integer, SortedSet<Long>> in(Leak leak, Place place) {
    return leak.in(place).byProcess();
  }

  private static SortedSet<Long> numbers(Long... numbers) {
    return new TreeSet<>(List.of(numbers));
  }

  /** As a compositor does: it keeps a dup, and closes the number, which the next one gets. */
  @Test
  void copiesAreFoundWhereTheNumberIsReceivedAgain() {
    receive(5, memfd(1), 3);
    receive(5, memfd(2), 3);
    open(200, 6, memfd(1));
    open(200, 7, memfd(2));

    Leak leak = only();
    assertThat(leak.received()).isEqualTo(2);
    assertThat(leak.count(Place.OPEN)).isZero();
    assertThat(leak.count(Place.COPIES)).isEqualTo(2);
    assertThat(in(leak, Place.COPIES)).isEqualTo(Map.of(200, numbers(6L, 7L)));
  }

  private Leak only() {
    List<Leak> found = leaks.found();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  /** As a library does: it sends a dup, closes that, and forgets its own. */
  @Test
  void whatTheSenderSentADupOfIsHeld() {
    receive(5, memfd(1), 4);
    open(100, 3, memfd(1));

    Leak leak = only();
    assertThat(leak.count(Place.HELD)).isZero();
    assertThat(in(leak, Place.HELD_COPIES)).isEqualTo(Map.of(100, numbers(3L)));
  }

  @Test
  void othersHaveItElsewhere() {
    receive(5, memfd(1), 4);
    open(200, 5, memfd(1));
    open(300, 5, memfd(1));

    Leak leak = only();
    assertThat(in(leak, Place.OPEN)).isEqualTo(Map.of(200, numbers(5L)));
    assertThat(in(leak, Place.ELSEWHERE)).isEqualTo(Map.of(300, numbers(5L)));
  }

  @Test
  void aReceiverOfAReceiverIsNotElsewhere() {
    receive(5, memfd(1), 4);
    Sender server = new Sender(200, 200, 0, SERVER.comm(), 5, false);
    receptions.received(event(2, Action.RECV, process(300), 9, memfd(1), server));
    open(300, 9, memfd(1));

    Leak leak = only();
    assertThat(leak.receiver()).isEqualTo(RawText.of("p300"));
    assertThat(leak.count(Place.ELSEWHERE)).isZero();
  }

  @Test
  void whoSendsToItselfHasCopiesAndHoldsNothing() {
    Sender self = new Sender(200, 200, 0, SERVER.comm(), 3, false);
    receptions.received(event(Action.RECV, SERVER, 5, memfd(1), self));
    open(200, 6, memfd(1));

    Leak leak = only();
    assertThat(in(leak, Place.COPIES)).isEqualTo(Map.of(200, numbers(6L)));
    assertThat(leak.count(Place.HELD) + leak.count(Place.HELD_COPIES)).isZero();
  }

  @Test
  void mappingsAreFoundAfterClose() {
    receive(5, memfd(1), 4);
    open(200, OpenDescriptor.MAPPED, memfd(1));

    Leak leak = only();
    assertThat(in(leak, Place.MAPPED)).isEqualTo(Map.of(200, numbers(1L)));
    assertThat(leak.count(Place.OPEN) + leak.count(Place.ELSEWHERE)).isZero();
  }

  @Test
  void whatNobodyReceivesIsQueued() {
    receptions.received(event(Action.SEND, process(100), 4, memfd(1), Sender.UNKNOWN));
    receptions.received(event(Action.SEND, process(100), 4, memfd(2), Sender.UNKNOWN));
    receptions.received(event(Action.SEND, process(100), 4, memfd(3), Sender.UNKNOWN));
    receptions.received(event(Action.DROP, SERVER, -1, memfd(3), Sender.UNKNOWN));
    look();
    leaks.queued(memfd(1), Map.of(200, 7));
    leaks.queued(memfd(2), Map.of(200, 7));
    leaks.queued(memfd(9), Map.of(200, 7));

    Leak leak = only();
    assertThat(leak.sender()).isEqualTo(RawText.of("p100"));
    assertThat(leak.receiver()).isEqualTo(RawText.EMPTY);
    assertThat(leak.received()).isZero();
    assertThat(leak.count(Place.QUEUED)).isEqualTo(2);
    assertThat(in(leak, Place.QUEUED)).isEqualTo(Map.of(200, numbers(7L)));
  }

  @Test
  void whatIsSentOnAndNotReceivedIsQueuedToo() {
    receive(5, memfd(1), 4);
    look();
    leaks.queued(memfd(1), Map.of());

    assertThat(only().count(Place.QUEUED)).isEqualTo(1);
  }

  @Test
  void whatSharesAnInodeIsDoubtful() {
    receive(5, file(1, 10), 4);
    open(200, 6, file(1, 10));
    open(300, 6, file(1, 10));
    open(300, OpenDescriptor.MAPPED, file(1, 10));
    leaks.queued(file(1, 10), Map.of());

    assertThat(leaks.found()).isEmpty();
    assertThat(leaks.doubtful()).isEqualTo(4);
  }

  /** Overlayfs maps another open file in its place, and only the inode is known. */
  @Test
  void aMappingOfAnUnknownOpenFileIsDoubtful() {
    receive(5, file(1, 10), 4);
    open(200, OpenDescriptor.MAPPED, file(0, 10));
    open(200, OpenDescriptor.MAPPED, file(0, 11));

    assertThat(leaks.found()).isEmpty();
    assertThat(leaks.doubtful()).isEqualTo(1);
  }

  @Test
  void groupsWhatLooksAlike() {
    receive(5, file(1, 10), 3);
    receive(6, file(2, 11), 4);
    receive(7, file(3, 12), 5);
    open(200, 5, file(1, 10));
    open(200, 6, file(2, 11));
    open(100, 4, file(2, 11));

    List<Leak> found = leaks.found();

    assertThat(found).hasSize(1);
    Leak leak = found.get(0);
    assertThat(leak.sender()).isEqualTo(RawText.of("client"));
    assertThat(leak.receiver()).isEqualTo(RawText.of("server"));
    assertThat(leak.received()).isEqualTo(3);
    assertThat(in(leak, Place.OPEN).get(200)).containsExactly(5L, 6L);
    assertThat(in(leak, Place.HELD).get(100)).containsExactly(4L);
    assertThat(receptions.count()).isEqualTo(3);
  }

  /** One socket that was sent before and after it was connected: each row is true. */
  @Test
  void endpointsTellRowsApart() {
    OpenFile bound = socket("0.0.0.0:80");
    OpenFile connected = socket("10.0.0.1:80 -> 10.0.0.9:51234");
    receive(5, bound, 3);
    receive(6, connected, 3);
    open(200, 5, bound);
    open(200, 6, connected);

    assertThat(leaks.found())
        .extracting(leak -> leak.file().endpoints().toString())
        .containsExactlyInAnyOrder("0.0.0.0:80", "10.0.0.1:80 -> 10.0.0.9:51234");
  }

  private static OpenFile socket(String endpoints) {
    return new OpenFile(
        RawText.of("socket:[10]"),
        false,
        new FileKind("sock:tcp"),
        8,
        10,
        0,
        0,
        0,
        false,
        1,
        0,
        RawText.of(endpoints));
  }

  @Test
  void aNumberThatIsAnotherFileNowIsNoLeak() {
    receive(5, file(1, 10), -1);
    open(200, 5, file(2, 10));
    open(200, 6, file(1, 10));

    assertThat(leaks.found()).isEmpty();
  }

  @Test
  void anIdThatIsUsedAgainIsNoLeak() {
    receive(5, file(1, 10), -1);
    open(200, 5, file(1, 99));

    assertThat(leaks.found()).isEmpty();
  }

  @Test
  void aNumberThatWasReceivedTwiceIsTheLaterFile() {
    receive(5, file(1, 10), -1);
    receive(5, file(2, 11), -1);
    open(200, 5, file(2, 11));

    assertThat(leaks.found())
        .singleElement()
        .satisfies(
            leak -> {
              assertThat(leak.count(Place.OPEN)).isEqualTo(1);
              assertThat(leak.received()).isEqualTo(2);
            });
  }

  @Test
  void whatWasNotReceivedIsNotCounted() {
    receptions.received(event(Action.SEND, SERVER, 5, file(1, 10), Sender.UNKNOWN));
    receptions.received(event(Action.DROP, SERVER, -1, file(1, 10), Sender.UNKNOWN));
    receptions.received(event(Action.GRAB, SERVER, -1, file(1, 10), Sender.UNKNOWN));

    assertThat(receptions.count()).isZero();
  }

  @Test
  void theOldestAreForgottenAndCounted() {
    for (int fd = 0; fd <= Receptions.CAPACITY; fd++) {
      receive(fd, file(fd + 1, 10), -1);
    }
    open(200, 0, file(1, 10));
    open(200, 1, file(2, 10));

    assertThat(receptions.forgotten()).isEqualTo(1);
    assertThat(leaks.found())
        .singleElement()
        .satisfies(
            leak -> {
              SortedSet<Long> fds = in(leak, Place.OPEN).get(200);
              assertThat(fds).containsExactly(1L);
            });
  }

  private void assertThatTheReceiverAloneHasIt() {
    Leak leak = only();
    assertThat(in(leak, Place.OPEN)).isEqualTo(Map.of(100, numbers(5L)));
    assertThat(leak.count(Place.HELD)).isZero();
  }

  @Test
  void aSenderThatReceivedItUnderTheSameNumberHasClosedItsOwn() {
    hop(1, 100, 5, 100, 5);
    open(100, 5, file(1, 10));

    assertThatTheReceiverAloneHasIt();
  }

  @Test
  void whatComesBackUnderItsOldNumberIsNotHeld() {
    hop(1, 100, 5, 200, 7);
    hop(2, 200, 7, 100, 5);
    open(100, 5, file(1, 10));

    assertThatTheReceiverAloneHasIt();
  }

  @Test
  void whatIsSentOnAndKeptIsBothOpenAndHeld() {
    hop(1, 100, 5, 200, 7);
    hop(2, 200, 7, 300, 9);
    open(200, 7, file(1, 10));

    assertThat(leaks.found()).hasSize(2);
    assertThat(leaks.found())
        .anySatisfy(leak -> assertThat(in(leak, Place.OPEN).get(200)).containsExactly(7L));
    assertThat(leaks.found())
        .anySatisfy(leak -> assertThat(in(leak, Place.HELD).get(200)).containsExactly(7L));
  }

  @Test
  void whatCannotBeLookedForIsCounted() {
    Sender client = new Sender(100, 100, 0, RawText.of("client"), 3, false);
    receptions.received(event(Action.RECV, SERVER, -1, file(1, 10), client));
    receptions.received(event(Action.GRAB, SERVER, 5, OpenFile.UNKNOWN, client));
    receptions.received(event(Action.RECV, SERVER, 6, file(1, 10), Sender.UNKNOWN));
    receive(7, file(1, 10), -1);

    assertThat(receptions.count()).isEqualTo(4);
    assertThat(receptions.unidentified()).isEqualTo(2);
    assertThat(receptions.withoutSender()).isEqualTo(2);
  }

  @Test
  void aSortThatIsForgottenIsCounted() {
    for (int i = 0; i <= Receptions.CAPACITY; i++) {
      receive(5, file("/" + i, "reg"), -1);
    }

    assertThat(receptions.forgottenSorts()).isEqualTo(1);
  }

  private void receiveAfter(Stack stack, int fd, OpenFile file) {
    Sender client = new Sender(100, 100, 0, RawText.of("client"), 3, false);
    receptions.received(event(Action.RECV, SERVER, fd, file, client).after(stack));
  }

  private static Stack stack(String symbol) {
    return new Stack(
        List.of(new StackFrame(RawText.of("/bin/server"), "", 1, RawText.of(symbol), 1)), "");
  }

  @Test
  void whatIsReceivedAtOtherLinesIsToldApart() {
    receiveAfter(stack("accept_buffer"), 5, memfd(1));
    receiveAfter(stack("accept_buffer"), 6, memfd(2));
    receiveAfter(stack("accept_seat"), 7, memfd(3));
    for (int i = 1; i <= 3; i++) {
      open(200, 4 + i, memfd(i));
    }

    List<Leak> found = leaks.found();
    assertThat(found)
        .extracting(Leak::stack)
        .containsExactly(stack("accept_buffer"), stack("accept_seat"));
    assertThat(found).extracting(Leak::received).containsExactly(2L, 1L);
    assertThat(found).extracting(leak -> leak.count(Place.OPEN)).containsExactly(2, 1);
  }

  /** A program that leaks pipes or files at one line has one leak, although each has a name. */
  @Test
  void whatIsReceivedAtOneLineIsOneLeakWhateverItsName() {
    receiveAfter(stack("accept_log"), 5, named("/var/log/a", FileKind.REG, 1));
    receiveAfter(stack("accept_log"), 6, named("/var/log/b", FileKind.REG, 2));
    receiveAfter(stack("accept_log"), 7, named("/var/log/c", FileKind.REG, 3));
    open(200, 5, named("/var/log/a", FileKind.REG, 1));
    open(200, 6, named("/var/log/b", FileKind.REG, 2));

    assertThat(only().received()).isEqualTo(3);
    assertThat(only().count(Place.OPEN)).isEqualTo(2);
    assertThat(only().names()).isEqualTo(2);
  }

  @Test
  void whatIsSentAndQueuedHasNoStackOfAReceiver() {
    Sender nobody = Sender.UNKNOWN;
    receptions.received(event(Action.SEND, process(100), 5, memfd(1), nobody).after(stack("give")));
    look();
    leaks.queued(memfd(1), Map.of());

    assertThat(only().stack()).isEqualTo(Stack.NONE);
  }

  /** A program that receives at ever other places cannot fill the memory. */
  @Test
  void onlySoManyStacksAreRemembered() {
    int receipts = 20_000;
    for (int i = 0; i < receipts; i++) {
      receiveAfter(stack("x".repeat(255) + i), i, memfd(i));
    }
    for (int i = 0; i < receipts; i++) {
      open(200, i, memfd(i));
    }

    List<Leak> found = leaks.found();
    assertThat(found).hasSizeBetween(10_000, 15_000);
    assertThat(found.get(0).stack().error())
        .isEqualTo("more different stacks than fdtrail remembers");
    assertThat(found.get(0).received()).isEqualTo(receipts - found.size() + 1);
  }
}
