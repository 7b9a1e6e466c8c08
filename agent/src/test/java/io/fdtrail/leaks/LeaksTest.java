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
import java.util.List;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;

class LeaksTest {
  private static final Process SERVER = new Process(200, 200, 0, 0, RawText.of("server"), 1, false);
  private static final Sock SOCKET = new Sock(-1, 0, 0, 0, RawText.EMPTY);

  private final Leaks leaks = new Leaks();

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
    leaks.received(event(bootNs, Action.RECV, process(toPid), toFd, file(1, 10), sender));
  }

  private void receive(int fd, OpenFile file, int sentAs) {
    leaks.received(
        event(
            Action.RECV,
            SERVER,
            fd,
            file,
            new Sender(100, 100, 0, RawText.of("client"), sentAs, false)));
  }

  private void open(int pid, int fd, OpenFile file) {
    leaks.open(new OpenDescriptor(pid, fd, file.id(), file.dev(), file.inode()));
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
    assertThat(leak.open().byProcess().get(200)).containsExactly(5, 6);
    assertThat(leak.held().byProcess().get(100)).containsExactly(4);
    assertThat(leaks.count()).isEqualTo(3);
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
              assertThat(leak.open().count()).isEqualTo(1);
              assertThat(leak.received()).isEqualTo(2);
            });
  }

  @Test
  void whatWasNotReceivedIsNotCounted() {
    leaks.received(event(Action.SEND, SERVER, 5, file(1, 10), Sender.UNKNOWN));
    leaks.received(event(Action.DROP, SERVER, -1, file(1, 10), Sender.UNKNOWN));
    leaks.received(event(Action.GRAB, SERVER, -1, file(1, 10), Sender.UNKNOWN));

    assertThat(leaks.count()).isZero();
  }

  @Test
  void theOldestAreForgottenAndCounted() {
    for (int fd = 0; fd <= Leaks.CAPACITY; fd++) {
      receive(fd, file(fd + 1, 10), -1);
    }
    open(200, 0, file(1, 10));
    open(200, 1, file(2, 10));

    assertThat(leaks.forgotten()).isEqualTo(1);
    assertThat(leaks.found())
        .singleElement()
        .satisfies(
            leak -> {
              SortedSet<Integer> fds = leak.open().byProcess().get(200);
              assertThat(fds).containsExactly(1);
            });
  }

  private void assertThatTheReceiverAloneHasIt() {
    assertThat(leaks.found())
        .singleElement()
        .satisfies(
            leak -> {
              assertThat(leak.open().byProcess().get(100)).containsExactly(5);
              assertThat(leak.held().count()).isZero();
            });
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
        .anySatisfy(leak -> assertThat(leak.open().byProcess().get(200)).containsExactly(7));
    assertThat(leaks.found())
        .anySatisfy(leak -> assertThat(leak.held().byProcess().get(200)).containsExactly(7));
  }

  @Test
  void whatCannotBeLookedForIsCounted() {
    Sender client = new Sender(100, 100, 0, RawText.of("client"), 3, false);
    leaks.received(event(Action.RECV, SERVER, -1, file(1, 10), client));
    leaks.received(event(Action.GRAB, SERVER, 5, OpenFile.UNKNOWN, client));
    leaks.received(event(Action.RECV, SERVER, 6, file(1, 10), Sender.UNKNOWN));
    receive(7, file(1, 10), -1);

    assertThat(leaks.count()).isEqualTo(4);
    assertThat(leaks.unidentified()).isEqualTo(2);
    assertThat(leaks.withoutSender()).isEqualTo(2);
  }

  @Test
  void aSortThatIsForgottenIsCounted() {
    for (int i = 0; i <= Leaks.CAPACITY; i++) {
      receive(5, file("/" + i, "reg"), -1);
    }

    assertThat(leaks.forgottenSorts()).isEqualTo(1);
  }
}
