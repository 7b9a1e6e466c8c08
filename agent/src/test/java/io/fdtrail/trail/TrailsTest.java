package io.fdtrail.trail;

import static io.fdtrail.event.Events.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.Events;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.Process;
import io.fdtrail.event.Sender;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrailsTest {
  private static final Process CLIENT = Events.process(100, "client");
  private static final Process BUS = Events.process(200, "bus");
  private static final Process SERVER = Events.process(300, "server");

  private final Trails trails = new Trails();

  private static FdEvent hop(Process from, int sent, Process to, int got, OpenFile file) {
    Sender sender = new Sender(from.pid(), from.tid(), from.uid(), from.comm(), sent, false);
    return new FdEvent(
        1, Action.RECV, DropReason.NONE, 0, to, Events.socket(1, 2), 1, 0, 1, got, file, sender, 0);
  }

  private static Stop stop(Process process, int fd) {
    return new Stop(process.pid(), process.comm(), fd);
  }

  @Test
  void hopsMakeATrail() {
    assertThat(trails.add(hop(CLIENT, 3, BUS, 112, file(1, 10))).get().stops())
        .containsExactly(stop(CLIENT, 3), stop(BUS, 112));
    assertThat(trails.add(hop(BUS, 112, SERVER, 9, file(1, 10))))
        .contains(
            new Trail(java.util.List.of(stop(CLIENT, 3), stop(BUS, 112), stop(SERVER, 9)), false));
  }

  @Test
  void aDescriptorMayGoToMany() {
    trails.add(hop(CLIENT, 3, BUS, 112, file(1, 10)));
    trails.add(hop(BUS, 112, SERVER, 9, file(1, 10)));

    assertThat(trails.add(hop(BUS, 112, CLIENT, 7, file(1, 10))).get().stops())
        .containsExactly(stop(CLIENT, 3), stop(BUS, 112), stop(CLIENT, 7));
  }

  @Test
  void anotherNumberIsAnotherWay() {
    trails.add(hop(CLIENT, 3, BUS, 112, file(1, 10)));

    assertThat(trails.add(hop(BUS, 113, SERVER, 9, file(1, 10))).get().stops())
        .containsExactly(stop(BUS, 113), stop(SERVER, 9));
  }

  @Test
  void anIdThatIsUsedAgainBeginsAnew() {
    trails.add(hop(CLIENT, 3, BUS, 112, file(1, 10)));

    assertThat(trails.add(hop(BUS, 112, SERVER, 9, file(1, 11))).get().stops()).hasSize(2);
  }

  @Test
  void whatGoesToAndFroIsCut() {
    Optional<Trail> last = Optional.empty();
    for (int i = 0; i < 40; i++) {
      last =
          trails.add(
              i % 2 == 0
                  ? hop(CLIENT, 3, BUS, 4, file(1, 10))
                  : hop(BUS, 4, CLIENT, 3, file(1, 10)));
    }

    assertThat(last.get().isCut()).isTrue();
    assertThat(last.get().stops()).hasSize(Trails.LONGEST).endsWith(stop(BUS, 4), stop(CLIENT, 3));
  }

  @Test
  void theFilesThatRestedLongestAreForgotten() {
    trails.add(hop(CLIENT, 3, BUS, 112, file(1, 10)));
    for (int id = 2; id <= 1 + Trails.CAPACITY / 2; id++) {
      trails.add(hop(CLIENT, 3, BUS, 112, file(id, 10)));
    }

    assertThat(trails.forgotten()).isEqualTo(1);
    assertThat(trails.add(hop(BUS, 112, SERVER, 9, file(2, 10))).get().stops()).hasSize(3);
    assertThat(trails.add(hop(BUS, 112, SERVER, 9, file(1, 10))).get().stops()).hasSize(2);
  }

  @Test
  void whatDoesNotArriveIsNoHop() {
    assertThat(trails.add(Events.send(CLIENT, 1, 0))).isEmpty();
    assertThat(trails.add(Events.recv(BUS, 1, 0, Sender.UNKNOWN))).isEmpty();
    assertThat(trails.add(hop(CLIENT, 3, BUS, -1, file(1, 10)))).isEmpty();
  }
}
