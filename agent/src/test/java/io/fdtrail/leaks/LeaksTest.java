package io.fdtrail.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
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

  private static OpenFile file(long id, long inode) {
    return new OpenFile(RawText.of("/x"), false, new FileKind("reg"), 8, inode, 0, 0, 0, false, id, 0, RawText.EMPTY);
  }

  private static FdEvent event(Action action, Process by, int fd, OpenFile file, Sender sender) {
    return new FdEvent(1, action, DropReason.NONE, 0, by, SOCKET, 1, 0, 1, fd, file, sender, 0);
  }

  private void receive(int fd, OpenFile file, int sentAs) {
    leaks.received(event(Action.RECV, SERVER, fd, file, new Sender(100, 100, 0, RawText.of("client"), sentAs, false)));
  }

  private void open(int pid, int fd, OpenFile file) {
    leaks.open(event(Action.RECV, new Process(pid, pid, 0, 0, RawText.EMPTY, 0, false), fd, file, Sender.UNKNOWN));
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

    assertThat(leaks.found()).singleElement().satisfies(leak -> {
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
    assertThat(leaks.found()).singleElement().satisfies(leak -> {
      SortedSet<Integer> fds = leak.open().byProcess().get(200);
      assertThat(fds).containsExactly(1);
    });
  }
}
