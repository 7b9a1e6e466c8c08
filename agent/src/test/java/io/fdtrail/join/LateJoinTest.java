package io.fdtrail.join;

import static io.fdtrail.event.Events.BUS;
import static io.fdtrail.event.Events.CLIENT;
import static io.fdtrail.event.Events.NULL;
import static io.fdtrail.event.Events.of;
import static io.fdtrail.event.Events.process;
import static io.fdtrail.event.Events.recv;
import static io.fdtrail.event.Events.send;
import static io.fdtrail.event.Events.sender;
import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LateJoinTest {
  private static final FdEvent SEND = send(CLIENT, 1, 0).at(2000);
  private static final FdEvent EARLY = recv(BUS, 1, 0, Sender.UNKNOWN).at(1500);

  private final LateJoin join = new LateJoin();
  private final List<FdEvent> out = new ArrayList<>();

  private void accept(FdEvent... events) throws IOException {
    for (FdEvent event : events) {
      join.accept(event, out::add);
    }
  }

  @Test
  void whatIsCompleteDoesNotWait() throws IOException {
    FdEvent paired = recv(BUS, 1, 0, sender(CLIENT));
    FdEvent withoutMessage = recv(BUS, 0, 0, Sender.UNKNOWN);
    FdEvent fail = of(CLIENT, Action.FAIL, DropReason.NONE, 5, 0, NULL, Sender.UNKNOWN);

    accept(SEND, paired, withoutMessage, fail);

    assertThat(out).containsExactly(SEND, paired, withoutMessage, fail);
    assertThat(join.isEmpty()).isTrue();
  }

  @Test
  void aReceiveWaitsForItsSendAndComesAfterIt() throws IOException {
    accept(EARLY);
    assertThat(out).isEmpty();
    assertThat(join.isEmpty()).isFalse();

    accept(SEND);

    assertThat(out).hasSize(2).startsWith(SEND);
    FdEvent joined = out.get(1);
    assertThat(joined.sender()).isEqualTo(sender(CLIENT));
    assertThat(joined.inFlightNs()).isZero();
    assertThat(joined.action()).isEqualTo(Action.RECV);
    assertThat(joined.process()).isEqualTo(BUS);
    assertThat(joined.bootNs()).isEqualTo(1500);
    assertThat(joined.fd()).isEqualTo(EARLY.fd());
    assertThat(join.isEmpty()).isTrue();
  }

  @Test
  void timeInFlightWhenTheClockKnowsIt() throws IOException {
    accept(EARLY.at(2700), SEND);

    assertThat(out.get(1).inFlightNs()).isEqualTo(700);
  }

  @Test
  void aDropWaitsToo() throws IOException {
    accept(of(BUS, Action.DROP, DropReason.CTRUNC, 1, 0, NULL, Sender.UNKNOWN), SEND);

    assertThat(out.get(1).sender()).isEqualTo(sender(CLIENT));
    assertThat(out.get(1).reason()).isEqualTo(DropReason.CTRUNC);
  }

  @Test
  void everyDescriptorFindsItsOwnSend() throws IOException {
    FdEvent first = recv(BUS, 1, 0, Sender.UNKNOWN).at(1500);
    FdEvent second = recv(BUS, 1, 1, Sender.UNKNOWN).at(1500);
    FdEvent other = recv(BUS, 2, 0, Sender.UNKNOWN).at(1500);
    accept(first, second, other, send(CLIENT, 1, 1));

    assertThat(out).hasSize(2);
    assertThat(out.get(1).index()).isEqualTo(1);
    assertThat(out.get(1).message()).isEqualTo(1);
  }

  @Test
  void aPeekAndAReceiveOfOneSend() throws IOException {
    accept(of(BUS, Action.PEEK, DropReason.NONE, 1, 0, NULL, Sender.UNKNOWN), EARLY, SEND);

    assertThat(out)
        .extracting(FdEvent::action)
        .containsExactly(Action.SEND, Action.PEEK, Action.RECV);
    assertThat(out)
        .filteredOn(event -> event.action() != Action.SEND)
        .allMatch(event -> event.sender().isKnown());
  }

  @Test
  void aLateSendIsFoundByWhatBothEndsHaveInCommon() throws IOException {
    FdEvent send = SEND.unpaired(76);
    FdEvent receive = recv(BUS, 9, 0, Sender.UNKNOWN).unpaired(76);
    accept(receive, send);

    assertThat(out).hasSize(2).startsWith(send);
    assertThat(out.get(1).sender()).isEqualTo(sender(CLIENT));
    assertThat(out.get(1).message()).isEqualTo(SEND.message());
  }

  @Test
  void aReceiveAfterItsLateSendDoesNotWait() throws IOException {
    accept(SEND.unpaired(76), recv(BUS, 9, 0, Sender.UNKNOWN).unpaired(76));

    assertThat(out).hasSize(2);
    assertThat(out.get(1).sender()).isEqualTo(sender(CLIENT));
    assertThat(join.isEmpty()).isTrue();
  }

  @Test
  void anotherSockOrOtherFilesAreAnotherMessage() throws IOException {
    accept(SEND.unpaired(76), recv(BUS, 9, 0, Sender.UNKNOWN).unpaired(80));

    assertThat(out).hasSize(1);
    assertThat(join.isEmpty()).isFalse();
  }

  /** Two files, one after the other at the same place in memory, have the same pairing. */
  @Test
  void aLateSendOfAnotherFileIsNotTheReceives() throws IOException {
    OpenFile other =
        new OpenFile(
            NULL.name(),
            false,
            NULL.kind(),
            5,
            NULL.inode() + 1,
            0,
            0,
            0,
            false,
            1,
            0,
            NULL.endpoints());
    FdEvent earlier = send(BUS, 2, 0).at(1000).on(SEND.socket(), other).unpaired(76);
    accept(earlier, SEND.unpaired(76), recv(BUS, 9, 0, Sender.UNKNOWN).unpaired(76));

    assertThat(out).hasSize(3);
    assertThat(out.get(2).sender()).isEqualTo(sender(CLIENT));
  }

  @Test
  void aLateSendIsOfOneMessage() throws IOException {
    accept(
        SEND.unpaired(76),
        recv(BUS, 8, 0, Sender.UNKNOWN).unpaired(76),
        recv(BUS, 9, 0, Sender.UNKNOWN).unpaired(76));

    assertThat(out).extracting(FdEvent::action).containsExactly(Action.SEND, Action.RECV);
    assertThat(join.isEmpty()).isFalse();
  }

  @Test
  void rowsOfALateSendStayTogether() throws IOException {
    accept(
        recv(BUS, 9, 0, Sender.UNKNOWN).unpaired(76), recv(BUS, 9, 1, Sender.UNKNOWN).unpaired(76),
        send(CLIENT, 1, 0).unpaired(76), send(CLIENT, 1, 1).unpaired(76),
        send(CLIENT, 2, 0).unpaired(76), send(CLIENT, 2, 1).unpaired(76),
        recv(BUS, 8, 1, Sender.UNKNOWN).unpaired(76), recv(BUS, 8, 0, Sender.UNKNOWN).unpaired(76));

    assertThat(out)
        .filteredOn(event -> event.action() == Action.RECV)
        .extracting(FdEvent::message)
        .containsExactly(1L, 1L, 2L, 2L);
    assertThat(join.isEmpty()).isTrue();
  }

  @Test
  void aPeekDoesNotTakeTheSend() throws IOException {
    FdEvent peek = of(BUS, Action.PEEK, DropReason.NONE, 8, 0, NULL, Sender.UNKNOWN);
    accept(SEND.unpaired(76), peek.unpaired(76), recv(BUS, 9, 0, Sender.UNKNOWN).unpaired(76));

    assertThat(out)
        .filteredOn(event -> event.action() != Action.SEND)
        .allMatch(event -> event.sender().isKnown())
        .hasSize(2);
  }

  @Test
  void aLateSendMayHaveTheNameThatItsEndGaveIt() throws IOException {
    accept(SEND.unpaired(1), recv(BUS, 1, 0, Sender.UNKNOWN).unpaired(76));

    assertThat(out).hasSize(2);
    assertThat(out.get(1).sender()).isEqualTo(sender(CLIENT));
  }

  @Test
  void patienceIsThatOfTheRecordsWhileThereAreMore() throws IOException {
    accept(EARLY);
    join.expire(out::add);
    assertThat(out).isEmpty();

    accept(send(CLIENT, 2, 0).at(1501 + LateJoin.PATIENCE_NS));
    join.expire(out::add);

    assertThat(out).hasSize(2).contains(EARLY);
  }

  @Test
  void aSendThatComesTooLateIsNotTakenForAnothers() throws IOException {
    accept(recv(BUS, 8, 0, Sender.UNKNOWN).unpaired(76).at(1500));
    join.expire(1501 + LateJoin.PATIENCE_NS, out::add);
    accept(
        SEND.at(1502 + LateJoin.PATIENCE_NS).unpaired(76),
        recv(BUS, 9, 0, Sender.UNKNOWN).unpaired(76));

    assertThat(out).extracting(FdEvent::action).containsExactly(Action.RECV, Action.SEND);
    assertThat(join.isEmpty()).isFalse();
  }

  @Test
  void onASharedSocketItWaitsForWhoElseMayHaveSent() throws IOException {
    FdEvent receive = recv(BUS, 9, 0, Sender.UNKNOWN).unpaired(76).at(1500);
    accept(SEND.unpaired(77), receive);
    assertThat(out).hasSize(1);

    join.expire(1501 + LateJoin.PATIENCE_NS, out::add);

    assertThat(out.get(1).sender()).isEqualTo(sender(CLIENT));
  }

  @Test
  void ofTwoProcessesNeitherIsNamed() throws IOException {
    accept(
        SEND.unpaired(76),
        send(process(300, "other"), 2, 0).at(2000).unpaired(76),
        recv(BUS, 9, 0, Sender.UNKNOWN).at(2100).unpaired(76));
    assertThat(out).hasSize(2);

    join.expire(2101 + LateJoin.PATIENCE_NS, out::add);

    assertThat(out.get(2).sender().isKnown()).isFalse();
  }

  /**
   * Two threads of one process send the same file on the same socket: neither receive says which of
   * them it was.
   */
  @Test
  void ofTwoThreadsTheProcessIsNamed() throws IOException {
    FdEvent first = SEND.unpaired(76);
    FdEvent second = by(thread(CLIENT, 101, "worker"), SEND, 5).unpaired(76).at(2001);
    accept(
        first,
        second,
        recv(BUS, 8, 0, Sender.UNKNOWN).unpaired(76).at(2100),
        recv(BUS, 9, 0, Sender.UNKNOWN).unpaired(76).at(2200));

    assertThat(out)
        .filteredOn(event -> event.action() == Action.RECV)
        .hasSize(2)
        .allSatisfy(
            receive -> {
              assertThat(receive.sender())
                  .isEqualTo(new Sender(CLIENT.pid(), 0, CLIENT.uid(), RawText.EMPTY, 3, false));
              assertThat(receive.hasTimeInFlight()).isFalse();
            });
    assertThat(out).extracting(FdEvent::message).containsExactly(1L, 5L, 8L, 9L);
  }

  @Test
  void ofTwoSendsOfOneThreadTheOldestIsMeant() throws IOException {
    accept(
        SEND.unpaired(76),
        send(CLIENT, 5, 0).unpaired(76).at(2001),
        recv(BUS, 8, 0, Sender.UNKNOWN).unpaired(76).at(2100));

    assertThat(out.get(2).sender()).isEqualTo(sender(CLIENT));
    assertThat(out.get(2).inFlightNs()).isEqualTo(100);
  }

  private static Process thread(Process process, int tid, String comm) {
    return new Process(process.pid(), tid, 0, process.uid(), RawText.of(comm), 0, false);
  }

  private static FdEvent by(Process process, FdEvent event, long message) {
    return of(
        process,
        event.action(),
        event.reason(),
        message,
        event.index(),
        event.file(),
        event.sender());
  }

  @Test
  void patienceEnds() throws IOException {
    accept(EARLY);
    join.expire(1500 + LateJoin.PATIENCE_NS, out::add);
    assertThat(out).isEmpty();

    join.expire(1501 + LateJoin.PATIENCE_NS, out::add);

    assertThat(out).containsExactly(EARLY);
    assertThat(join.isEmpty()).isTrue();
  }

  @Test
  void drainedInOrder() throws IOException {
    FdEvent later = recv(BUS, 2, 0, Sender.UNKNOWN);
    accept(EARLY, later);

    join.drain(out::add);

    assertThat(out).containsExactly(EARLY, later);
    assertThat(join.isEmpty()).isTrue();
  }
}
