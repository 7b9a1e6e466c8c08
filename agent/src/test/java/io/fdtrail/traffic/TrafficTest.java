package io.fdtrail.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.Action;
import io.fdtrail.event.Cgroup;
import io.fdtrail.event.Container;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.Events;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Identity;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Unit;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TrafficTest {
  private final Traffic traffic = new Traffic();

  private static FdEvent received(Process sender, Process receiver, long inFlightNs) {
    return Events.recv(receiver, 1, 0, Events.sender(sender))
        .from(Events.sender(sender), 1, inFlightNs);
  }

  private static FdEvent dropped(Process sender, Process receiver, DropReason reason) {
    return Events.of(receiver, Action.DROP, reason, 1, 0, Events.NULL, Events.sender(sender));
  }

  private static FdEvent failed(Process sender) {
    return Events.of(sender, Action.FAIL, DropReason.NONE, 0, 0, Events.NULL, Sender.UNKNOWN);
  }

  private List<Load> loads(View view) {
    return traffic.loads(view, Order.RATE);
  }

  @Test
  void aPairIsASenderAndAReceiver() {
    traffic.add(Events.send(Events.CLIENT, 1, 0));
    traffic.add(received(Events.CLIENT, Events.BUS, 1000));
    traffic.add(received(Events.CLIENT, Events.BUS, 1000));
    traffic.add(dropped(Events.CLIENT, Events.BUS, DropReason.EMFILE));
    traffic.add(received(Events.BUS, Events.CLIENT, 1000));

    List<Load> pairs = loads(View.PAIRS);
    assertThat(pairs).hasSize(2);
    assertThat(pairs.get(0).period()).isEqualTo(new Counts(0, 2, 1));
    assertThat(pairs.get(0).last().process()).isEqualTo(Events.BUS);
    assertThat(pairs.get(1).period()).isEqualTo(new Counts(0, 1, 0));
    assertThat(pairs.get(1).last().process()).isEqualTo(Events.CLIENT);
  }

  @Test
  void aFailedSendHasNoReceiver() {
    traffic.add(failed(Events.CLIENT));
    traffic.add(Events.recv(Events.CLIENT, 1, 0, Sender.UNKNOWN));

    assertThat(loads(View.PAIRS)).hasSize(2);
  }

  @Test
  void aProcessHasWhatItDidItself() {
    traffic.add(Events.send(Events.CLIENT, 1, 0));
    traffic.add(received(Events.CLIENT, Events.BUS, 1000));
    traffic.add(dropped(Events.CLIENT, Events.BUS, DropReason.CTRUNC));

    List<Load> processes = loads(View.PROCESSES);
    assertThat(processes)
        .extracting(Load::period)
        .containsExactly(new Counts(0, 1, 1), new Counts(1, 0, 0));
  }

  @Test
  void anotherProcessWithTheSamePidHasARowOfItsOwn() {
    traffic.add(Events.send(at(1), 1, 0));
    traffic.add(Events.send(at(2), 2, 0));
    traffic.holds(at(2).pid(), 7, OptionalDouble.empty());

    assertThat(loads(View.PROCESSES))
        .extracting(Load::open)
        .containsExactlyInAnyOrder(OptionalInt.empty(), OptionalInt.of(7));
  }

  private static Process at(long start) {
    return new Process(
        100,
        100,
        0,
        0,
        RawText.of("client"),
        0,
        false,
        new Identity(RawText.of("client"), RawText.EMPTY, 1, start));
  }

  @Test
  void aServiceHasWhatItsProcessesDid() {
    Cgroup container = new Cgroup(true, new Container("docker", RawText.of("0123"), ""), Unit.NONE);
    traffic.add(Events.send(Events.CLIENT.in(container), 1, 0));
    traffic.add(received(Events.CLIENT, Events.BUS.in(container), 1000));
    traffic.add(Events.send(Events.process(7, "other"), 2, 0));
    traffic.holds(Events.CLIENT.pid(), 2, OptionalDouble.of(1));
    traffic.holds(Events.BUS.pid(), 3, OptionalDouble.empty());

    Load service = loads(View.SERVICES).get(0);
    assertThat(service.period()).isEqualTo(new Counts(1, 1, 0));
    assertThat(service.open()).hasValue(5);
    assertThat(service.perMinute()).hasValue(1);
    assertThat(loads(View.SERVICES)).hasSize(2);
  }

  @Test
  void filesAreToldApartByKindAndName() {
    traffic.add(Events.send(Events.CLIENT, 1, 0));
    traffic.add(received(Events.CLIENT, Events.BUS, 1000));
    traffic.add(
        Events.send(Events.CLIENT, 2, 0).on(Events.socket(1, 2), Events.file("/dev/null", "reg")));

    assertThat(loads(View.FILES))
        .extracting(Load::period)
        .containsExactly(new Counts(1, 1, 0), new Counts(1, 0, 0));
  }

  @Test
  void dropsAreToldApartByReason() {
    traffic.add(received(Events.CLIENT, Events.BUS, 1000));
    traffic.add(dropped(Events.CLIENT, Events.BUS, DropReason.EMFILE));
    traffic.add(dropped(Events.CLIENT, Events.BUS, DropReason.EMFILE));
    traffic.add(dropped(Events.CLIENT, Events.BUS, DropReason.CTRUNC));
    traffic.add(failed(Events.CLIENT));

    assertThat(loads(View.DROPS))
        .extracting(load -> load.period().dropped())
        .containsExactly(2L, 1L, 1L);
    assertThat(traffic.drops()).isEqualTo(Map.of(DropReason.EMFILE, 2L, DropReason.CTRUNC, 1L));
    assertThat(traffic.period()).isEqualTo(new Counts(0, 1, 4));
  }

  @Test
  void aPeriodBeginsWithNothing() {
    traffic.add(received(Events.CLIENT, Events.BUS, 1000));
    traffic.add(dropped(Events.CLIENT, Events.BUS, DropReason.EMFILE));
    traffic.holds(Events.BUS.pid(), 1, OptionalDouble.empty());
    traffic.endPeriod();

    Load load = loads(View.PROCESSES).get(0);
    assertThat(load.period()).isEqualTo(Counts.NONE);
    assertThat(load.total()).isEqualTo(new Counts(0, 1, 1));
    assertThat(load.median()).isEmpty();
    assertThat(load.open()).isEmpty();
    assertThat(traffic.drops()).isEmpty();
    assertThat(traffic.period()).isEqualTo(Counts.NONE);
  }

  @Test
  void whatDidNothingForLongestIsForgotten() {
    for (int pid = 1; pid <= Traffic.CAPACITY; pid++) {
      traffic.add(Events.send(Events.process(pid, "p"), 1, 0));
    }
    traffic.add(Events.send(Events.process(1, "p"), 1, 0));
    assertThat(traffic.forgotten()).isZero();
    traffic.add(Events.send(Events.process(Traffic.CAPACITY + 1, "p"), 1, 0));

    assertThat(traffic.forgotten()).isEqualTo(1);
    assertThat(loads(View.PROCESSES))
        .hasSize(Traffic.CAPACITY)
        .extracting(load -> load.last().process().pid())
        .contains(1, Traffic.CAPACITY + 1)
        .doesNotContain(2);
  }

  @Test
  void ordersAreFromTheLargest() {
    traffic.add(received(Events.CLIENT, Events.BUS, 500));
    traffic.add(received(Events.CLIENT, Events.BUS, 500));
    traffic.endPeriod();
    traffic.add(received(Events.BUS, Events.CLIENT, 9_000));
    traffic.add(dropped(Events.BUS, Events.CLIENT, DropReason.EMFILE));
    traffic.holds(Events.BUS.pid(), 5, OptionalDouble.of(-1));
    traffic.holds(Events.CLIENT.pid(), 1, OptionalDouble.of(2));
    traffic.add(Events.send(Events.process(7, "third"), 1, 0));

    assertThat(first(Order.RATE)).isEqualTo(Events.CLIENT.pid());
    assertThat(first(Order.DROPS)).isEqualTo(Events.CLIENT.pid());
    assertThat(first(Order.P99)).isEqualTo(Events.CLIENT.pid());
    assertThat(first(Order.OPEN)).isEqualTo(Events.BUS.pid());
    assertThat(first(Order.GROWTH)).isEqualTo(Events.CLIENT.pid());
    traffic.add(received(Events.CLIENT, Events.BUS, 500));
    assertThat(first(Order.TOTAL)).isEqualTo(Events.BUS.pid());
  }

  private int first(Order order) {
    return traffic.loads(View.PROCESSES, order).get(0).last().process().pid();
  }

  @Test
  void timesAreKnownToAnEighth() {
    for (long nanos : new long[] {0, 1, 3, 4, 7, 8, 9, 100, 12_345, 1_000_000_007, 1L << 62}) {
      Latencies times = new Latencies();
      times.add(nanos);
      assertThat((double) times.percentile(99).orElseThrow())
          .isBetween(nanos / 8.0 * 7, nanos / 8.0 * 9);
    }
    assertThat(new Latencies().percentile(50)).isEqualTo(OptionalLong.empty());
  }

  @Test
  void oneInAHundredIsSlow() {
    Latencies times = new Latencies();
    for (int i = 0; i < 99; i++) {
      times.add(4);
    }
    times.add(1_000);
    assertThat(times.percentile(50)).hasValue(4);
    assertThat(times.percentile(99)).hasValue(4);
    times.add(1_000);
    assertThat(times.percentile(99).orElseThrow()).isGreaterThan(800);
  }
}
