package io.fdtrail.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fdtrail.event.FileKind;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.QueuedDescriptor;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sock;
import io.fdtrail.filter.Filter;
import io.fdtrail.inflight.Holder;
import io.fdtrail.inflight.Receiver;
import io.fdtrail.inflight.Snapshot;
import io.fdtrail.inflight.SocketQueue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChosenQueuesTest {
  private static final QueuedDescriptor NULL = descriptor(1, 0, "/dev/null", FileKind.CHR);
  private static final QueuedDescriptor MEMFD = descriptor(1, 1, "/memfd:x", FileKind.MEMFD);
  private static final QueuedDescriptor FILE = descriptor(2, 0, "/tmp/x", FileKind.REG);
  private static final Snapshot ALL =
      new Snapshot(
          List.of(
              queue(11, List.of(holder(5, "bus"), holder(6, "child")), List.of(NULL, MEMFD)),
              queue(12, List.of(), List.of(FILE))),
          List.of(),
          Optional.empty(),
          List.of("a gap"));

  private static QueuedDescriptor descriptor(long message, int index, String name, FileKind kind) {
    return new QueuedDescriptor(
        message,
        index,
        new OpenFile(RawText.of(name), false, kind, 1, 1, 0, 0, 0, false, 1, 0, RawText.EMPTY));
  }

  private static Holder holder(int pid, String comm) {
    return new Holder(pid, RawText.of(comm), pid + 10);
  }

  private static SocketQueue queue(
      long inode, List<Holder> holders, List<QueuedDescriptor> descriptors) {
    return new SocketQueue(
        new Receiver(new Sock(-1, inode, 0, 1, RawText.EMPTY), OptionalLong.empty(), holders),
        List.of(),
        List.of(holder(7, "client"), holder(8, "helper")),
        Optional.empty(),
        1000,
        descriptors.size(),
        descriptors);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "uid == 1000 | 3",
        "uid == 0 | 0",
        "kind == memfd | 1",
        "name =* /tmp/* | 1",
        "index == 0 | 2",
        "comm == child | 2",
        "pid == 5 and comm == child | 0",
        "not has pid or pid == 0 | 1",
        "sender.comm == helper and kind != memfd | 2",
        "sender.pid in [1, 2] | 0",
        "socket_fd == 16 | 2",
        "socket_inode == 12 and sender.pid == 8 | 1",
      })
  void howManyAreChosen(String expression, int descriptors) throws Exception {
    Snapshot chosen = ChosenQueues.of(ALL, Filter.of(expression));

    assertThat(chosen.descriptors()).isEqualTo(descriptors);
    assertThat(chosen.queues()).allMatch(queue -> !queue.descriptors().isEmpty());
    assertThat(chosen.gaps()).containsExactly("a gap");
  }

  @Test
  void ofNumbersAloneNothingIsChosen() throws Exception {
    SocketQueue numbers =
        new SocketQueue(
            ALL.queues().get(0).receiver(),
            List.of(),
            List.of(),
            Optional.empty(),
            SocketQueue.UNKNOWN_USER,
            3,
            List.of());

    Snapshot chosen =
        ChosenQueues.of(
            new Snapshot(List.of(numbers), List.of(), Optional.of("why"), List.of()),
            Filter.of("pid == 5"));

    assertThat(chosen.queues()).isEmpty();
    assertThat(chosen.gaps()).hasSize(1);
  }

  @Test
  void whatIsNotKnownInFlightIsRefused() {
    assertThatThrownBy(
            () -> ChosenQueues.requireKnown(Filter.of("kind == memfd and in_flight_ns > 1s")))
        .isInstanceOf(Nonsense.class)
        .hasMessageStartingWith(
            "-F: 'in_flight_ns' is not known in flight; there are: comm deleted");
    assertThatCode(() -> ChosenQueues.requireKnown(Filter.of("kind == memfd and not sender")))
        .doesNotThrowAnyException();
  }
}
