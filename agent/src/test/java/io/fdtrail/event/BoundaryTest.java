package io.fdtrail.event;

import static io.fdtrail.event.Boundary.CONTAINER;
import static io.fdtrail.event.Boundary.PIDNS;
import static io.fdtrail.event.Boundary.UNIT;
import static io.fdtrail.event.Boundary.USER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BoundaryTest {
  private static final RawText NAME = RawText.of("x");
  private static final Cgroup NOWHERE = new Cgroup(true, Container.NONE, Unit.NONE);

  private static Cgroup container(String id) {
    return new Cgroup(true, new Container("docker", RawText.of(id), ""), Unit.NONE);
  }

  private static Cgroup unit(String name) {
    return new Cgroup(
        true,
        Container.NONE,
        new Unit(RawText.of(name), RawText.EMPTY, RawText.of("system.slice")));
  }

  private static Identity in(int pidNamespace) {
    return new Identity(NAME, NAME, 1, 5, 7, pidNamespace, CommandLine.UNKNOWN, Ancestors.UNKNOWN);
  }

  private static Sender sender(int uid, int pidNamespace, Cgroup cgroup) {
    return new Sender(100, 100, uid, NAME, 3, false, in(pidNamespace)).in(cgroup);
  }

  private static Process receiver(int uid, int pidNamespace, Cgroup cgroup) {
    return new Process(200, 200, 0, uid, NAME, 7, false, in(pidNamespace)).in(cgroup);
  }

  private static List<Boundary> crossed(Sender from, Process to) {
    return Boundary.crossedBy(Events.recv(to, 1, 0, from)).toList();
  }

  @Test
  void nothingWithinOneContainer() {
    assertThat(crossed(sender(0, 9, container("a")), receiver(0, 9, container("a")))).isEmpty();
  }

  @Test
  void whatIsKnownOfNamesIsNoBoundary() {
    ContainerNames names = new ContainerNames(NAME, RawText.EMPTY, RawText.EMPTY, RawText.EMPTY);
    Container named = new Container("docker", RawText.of("a"), "").named(names);
    assertThat(
            crossed(
                sender(0, 9, container("a")), receiver(0, 9, new Cgroup(true, named, Unit.NONE))))
        .isEmpty();
  }

  @Test
  void each() {
    assertThat(crossed(sender(0, 9, NOWHERE), receiver(1000, 9, NOWHERE))).containsExactly(USER);
    assertThat(crossed(sender(0, 9, NOWHERE), receiver(0, 8, NOWHERE))).containsExactly(PIDNS);
    assertThat(crossed(sender(0, 9, unit("a.service")), receiver(0, 9, unit("b.service"))))
        .containsExactly(UNIT);
    assertThat(crossed(sender(0, 9, container("a")), receiver(0, 9, container("b"))))
        .containsExactly(CONTAINER);
    assertThat(crossed(sender(0, 9, container("a")), receiver(0, 9, NOWHERE)))
        .as("to the host")
        .containsExactly(CONTAINER);
  }

  @Test
  void whatIsNotKnownIsNotCrossed() {
    assertThat(crossed(sender(0, 0, Cgroup.UNKNOWN), receiver(0, 9, container("a")))).isEmpty();
    assertThat(crossed(Sender.UNKNOWN, receiver(1000, 9, container("a")))).isEmpty();
  }
}
