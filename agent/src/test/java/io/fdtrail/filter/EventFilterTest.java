package io.fdtrail.filter;

import static io.fdtrail.event.Events.BUS;
import static io.fdtrail.event.Events.CLIENT;
import static io.fdtrail.event.Events.NULL;
import static io.fdtrail.event.Events.file;
import static io.fdtrail.event.Events.of;
import static io.fdtrail.event.Events.process;
import static io.fdtrail.event.Events.recv;
import static io.fdtrail.event.Events.send;
import static io.fdtrail.event.Events.sender;
import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.Action;
import io.fdtrail.event.Cgroup;
import io.fdtrail.event.CloseOnExec;
import io.fdtrail.event.Container;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Unit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventFilterTest {
  private static final Process KWORKER = process(31, "kworker/0:1");
  private static final FdEvent SEND = send(CLIENT, 1, 0);
  private static final String WENT_WRONG =
      "(action in [FAIL, DROP] or errno and action in [GRAB, INJECT, PIDFD])";
  private static final FdEvent RECV = recv(BUS, 1, 0, sender(CLIENT));

  private static Filter filter(String expression) {
    try {
      return Filter.of(expression);
    } catch (FilterSyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static EventFilter stage(Filter filter) {
    return new EventFilter(filter, time -> time);
  }

  private static List<FdEvent> through(Filter filter, FdEvent... events) throws IOException {
    EventFilter one = stage(filter);
    List<FdEvent> passed = new ArrayList<>();
    for (FdEvent event : events) {
      one.accept(event, passed::add);
    }
    return passed;
  }

  private static List<FdEvent> through(String expression, FdEvent... events) throws IOException {
    return through(filter(expression), events);
  }

  private static Filter withPeer(String expression) {
    return filter(expression).withPeer();
  }

  @Test
  void withoutAFilterAllPass() throws IOException {
    assertThat(through(Filter.ALL, SEND, RECV)).containsExactly(SEND, RECV);
  }

  @Test
  void processesAct() throws IOException {
    assertThat(through("pid in [100]", SEND, RECV)).containsExactly(SEND);
    assertThat(through("pid in [200]", SEND, RECV)).containsExactly(RECV);
    assertThat(through("pid in [100, 200, 300]", SEND, RECV)).containsExactly(SEND, RECV);
    assertThat(through("pid in [300]", SEND, RECV)).isEmpty();
  }

  @Test
  void aNumberThatIsUsedAgainIsAnotherProcess() throws IOException {
    EventFilter filter = stage(withPeer("pid in [100]"));
    List<FdEvent> passed = new ArrayList<>();
    FdEvent last = SEND.at(2000);
    FdEvent anothers = send(CLIENT, 2, 0).at(2001);
    FdEvent received = RECV.at(3000);
    FdEvent late =
        new FdEvent(
            3000,
            received.action(),
            received.reason(),
            0,
            BUS,
            received.socket(),
            1,
            0,
            1,
            3,
            NULL,
            received.sender(),
            1500);

    filter.ended(100, 2000);
    for (FdEvent event : List.of(last, anothers, received, late)) {
      filter.accept(event, passed::add);
    }

    assertThat(passed).containsExactly(last, late);
  }

  @Test
  void threadsAndUsers() throws IOException {
    FdEvent ofThread = send(new Process(100, 101, 0, 1000, RawText.of("worker"), 0, false), 2, 0);

    assertThat(through("tid == 101", SEND, ofThread, RECV)).containsExactly(ofThread);
    assertThat(through("uid == 2000", SEND, ofThread, RECV)).containsExactly(RECV);
  }

  @Test
  void theExpressionIsFoundInTheComm() throws IOException {
    assertThat(through("comm ~ 'bus'", SEND, RECV)).containsExactly(RECV);
    assertThat(through("comm ~ '^bus'", SEND, RECV)).isEmpty();
    assertThat(through("comm ~ '^(client|dbus-.*)$'", SEND, RECV)).containsExactly(SEND, RECV);
  }

  @Test
  void aCommIsACharacterAByte() throws IOException {
    FdEvent hostile =
        send(
            new Process(9, 9, 0, 0, RawText.of(new byte[] {(byte) 0xff, '\n', 'x'}), 0, false),
            2,
            0);

    assertThat(through("comm ~ '^\\xff\\nx$'", hostile)).containsExactly(hostile);
  }

  @Test
  void onlyTheFollowed() throws IOException {
    FdEvent followed = send(new Process(100, 100, 0, 0, RawText.of("client"), 0, true), 2, 0);
    assertThat(through(Filter.ALL.ofFollowed(), SEND, followed)).containsExactly(followed);
  }

  @Test
  void onlyTheActions() throws IOException {
    assertThat(through("action in [RECV, PEEK]", SEND, RECV)).containsExactly(RECV);
  }

  @Test
  void onlyWhatWentWrong() throws IOException {
    FdEvent fail = of(CLIENT, Action.FAIL, DropReason.NONE, 0, 0, NULL, Sender.UNKNOWN);
    FdEvent drop = of(BUS, Action.DROP, DropReason.EMFILE, 1, 0, NULL, sender(CLIENT));

    assertThat(through(WENT_WRONG, SEND, fail, RECV, drop)).containsExactly(fail, drop);
    assertThat(through(WENT_WRONG + " and action in [DROP, RECV]", SEND, fail, RECV, drop))
        .containsExactly(drop);
  }

  private static Cgroup docker(String id) {
    return new Cgroup(true, new Container("docker", RawText.of(id), ""), Unit.NONE);
  }

  @Test
  void containersByTheBeginningOfTheirId() throws IOException {
    FdEvent inside = SEND.by(CLIENT.in(docker("0123456789")));
    FdEvent elsewhere = SEND.by(CLIENT.in(docker("9876543210")));

    assertThat(through(withPeer("container.id =* 0123*"), inside, elsewhere, SEND, RECV))
        .containsExactly(inside);
  }

  @Test
  void aRefusedGrabWentWrong() throws IOException {
    FdEvent taken = of(BUS, Action.GRAB, DropReason.NONE, 0, 0, NULL, sender(CLIENT));
    FdEvent refused =
        new FdEvent(
            1,
            Action.GRAB,
            DropReason.NONE,
            1,
            BUS,
            taken.socket(),
            0,
            0,
            0,
            -1,
            NULL,
            sender(CLIENT),
            0);

    assertThat(through(WENT_WRONG, taken, refused)).containsExactly(refused);
  }

  @Test
  void inheritableIsWhatIsKnownToBeWithoutTheFlag() throws IOException {
    FdEvent inherited = RECV.with(CloseOnExec.CLEAR);
    FdEvent ofOtherKind = RECV.on(RECV.socket(), file("x", "reg")).with(CloseOnExec.CLEAR);

    assertThat(
            through(
                "fd_flags == none and kind == chr",
                SEND,
                RECV,
                RECV.with(CloseOnExec.SET),
                ofOtherKind,
                inherited))
        .containsExactly(inherited);
  }

  @Test
  void noSendIsMissedWhereOnlyInheritableNumbersAreShown() throws IOException {
    EventFilter filter = stage(withPeer("pid == 200 and fd_flags == none"));
    List<FdEvent> passed = new ArrayList<>();
    for (int message = 1; message <= 1 + HeldSends.CAPACITY; message++) {
      filter.accept(send(CLIENT, message, 0), passed::add);
    }
    FdEvent inherited = RECV.with(CloseOnExec.CLEAR);
    filter.accept(inherited, passed::add);

    assertThat(passed).containsExactly(inherited);
    assertThat(filter.forgottenSends()).isZero();
  }

  @Test
  void withPeerShowsWhatTheReceiverDid() throws IOException {
    FdEvent stranger = recv(BUS, 2, 0, sender(BUS));

    assertThat(through(withPeer("pid in [100]"), SEND, RECV, stranger)).containsExactly(SEND, RECV);
  }

  @Test
  void withPeerShowsTheSendBeforeItsReceive() throws IOException {
    FdEvent other = send(CLIENT, 2, 0);

    assertThat(through(withPeer("pid in [200]"), SEND, other, RECV)).containsExactly(SEND, RECV);
  }

  @Test
  void withPeerShowsASendOnce() throws IOException {
    FdEvent peek = of(BUS, Action.PEEK, DropReason.NONE, 1, 0, NULL, sender(CLIENT));

    assertThat(through(withPeer("pid in [200]"), SEND, peek, RECV))
        .containsExactly(SEND, peek, RECV);
    assertThat(through(withPeer("pid in [100, 200]"), SEND, peek, RECV))
        .containsExactly(SEND, peek, RECV);
  }

  @Test
  void withPeerGoesByTheDescriptorOfTheMessage() throws IOException {
    FdEvent second = send(CLIENT, 1, 1);

    assertThat(through(withPeer("pid in [200]"), SEND, second, recv(BUS, 1, 1, sender(CLIENT))))
        .hasSize(2)
        .startsWith(second);
  }

  @Test
  void withPeerShowsOnlyWantedActs() throws IOException {
    assertThat(through(withPeer("pid == 200 and action == RECV"), SEND, RECV))
        .containsExactly(RECV);
  }

  @Test
  void whatTheCollectorDropsIsItsSenders() throws IOException {
    FdEvent collected = of(KWORKER, Action.DROP, DropReason.GC, 1, 0, NULL, sender(CLIENT));
    FdEvent closed = of(BUS, Action.DROP, DropReason.CLOSED, 1, 0, NULL, sender(CLIENT));

    assertThat(through("pid in [100]", collected, closed)).containsExactly(collected);
  }

  /** A SEND that waited too long is missed only where its receiver turns out to be wanted. */
  @Test
  void aForgottenSendIsCountedOnceItIsWanted() throws IOException {
    EventFilter filter = stage(withPeer("pid in [200]"));
    List<FdEvent> passed = new ArrayList<>();
    Process other = process(300, "other");
    filter.accept(SEND.at(1), passed::add);
    filter.accept(send(CLIENT, 2, 0).at(2), passed::add);
    for (int message = 3; message < 3 + HeldSends.CAPACITY; message++) {
      filter.accept(send(other, message, 0).at(message), passed::add);
    }

    filter.accept(recv(other, 2, 0, sender(CLIENT)).at(2), passed::add);
    assertThat(filter.forgottenSends()).isZero();
    FdEvent received = RECV.at(1);
    filter.accept(received, passed::add);
    assertThat(filter.forgottenSends()).isEqualTo(1);
    FdEvent later = recv(BUS, 3, 0, sender(other)).at(3);
    filter.accept(later, passed::add);
    assertThat(filter.forgottenSends()).isEqualTo(1);
    assertThat(passed).containsExactly(received, send(other, 3, 0).at(3), later);
  }

  @Test
  void whatNobodyWantedMakesRoom() throws IOException {
    EventFilter filter = stage(withPeer("pid in [200]"));
    List<FdEvent> passed = new ArrayList<>();
    Process other = process(300, "other");
    filter.accept(SEND, passed::add);
    for (int message = 2; message < 2 * HeldSends.CAPACITY; message++) {
      filter.accept(send(other, message, 0), passed::add);
      filter.accept(recv(KWORKER, message, 0, sender(other)), passed::add);
    }
    filter.accept(RECV, passed::add);

    assertThat(passed).containsExactly(SEND, RECV);
    assertThat(filter.forgottenSends()).isZero();
  }

  @Test
  void aSendThatWouldNotBeShownIsNotMissed() throws IOException {
    EventFilter filter = stage(withPeer("pid == 200 and action == RECV"));
    List<FdEvent> passed = new ArrayList<>();
    for (int message = 1; message <= 1 + HeldSends.CAPACITY; message++) {
      filter.accept(send(CLIENT, message, 0), passed::add);
    }
    filter.accept(RECV, passed::add);

    assertThat(passed).containsExactly(RECV);
    assertThat(filter.forgottenSends()).isZero();
  }
}
