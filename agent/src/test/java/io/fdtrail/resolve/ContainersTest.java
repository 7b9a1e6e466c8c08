package io.fdtrail.resolve;

import static io.fdtrail.event.Events.CLIENT;
import static io.fdtrail.event.Events.recv;
import static io.fdtrail.event.Events.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.Ancestors;
import io.fdtrail.event.Boundary;
import io.fdtrail.event.Cgroup;
import io.fdtrail.event.CommandLine;
import io.fdtrail.event.Container;
import io.fdtrail.event.ContainerNames;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Identity;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainersTest {
  private static final String ID = "a".repeat(64);
  private static final Container UNNAMED = new Container("docker", RawText.of(ID), "");
  private static final ContainerNames NAMES =
      new ContainerNames(RawText.of("web"), RawText.of("nginx:1"), RawText.EMPTY, RawText.EMPTY);
  private static final Container DOCKER = UNNAMED.named(NAMES);

  @TempDir Path proc;
  @TempDir Path cgroups;
  private Containers containers;
  private final List<Container> asked = new ArrayList<>();
  private long now;

  @BeforeEach
  void noContainerYet() {
    containers = made();
  }

  private Containers made() {
    return new Containers(
        new ProcFs(proc),
        cgroups,
        () -> now,
        container -> {
          asked.add(container);
          return NAMES;
        });
  }

  private long cgroup(String path) throws IOException {
    return (Long) Files.getAttribute(Files.createDirectories(cgroups.resolve(path)), "unix:ino");
  }

  private void live(int pid, String path) throws IOException {
    Files.writeString(
        Files.createDirectories(proc.resolve("" + pid)).resolve("cgroup"),
        "1:name=systemd:/x\n0::" + path + "\n");
  }

  /** Of a new process each time, as the decoder may make. */
  private Container of(int pid, long cgroupId) {
    Process process = new Process(pid, pid, 0, 0, RawText.of("x"), cgroupId, false);
    return containers.mark(send(process, 1, 0)).process().container();
  }

  @Test
  void theProcessReports() throws IOException {
    live(7, "/docker/" + ID);

    assertThat(of(7, cgroup("docker/" + ID))).isEqualTo(DOCKER);
  }

  /** Of a sender, too: by the cgroup that it was in at its send. */
  @Test
  void theSenderHasItsOwn() throws IOException {
    live(7, "/docker/" + ID);
    live(8, "/elsewhere");
    Identity inside =
        new Identity(
            RawText.of("y"),
            RawText.EMPTY,
            1,
            5,
            cgroup("docker/" + ID),
            0,
            CommandLine.UNKNOWN,
            Ancestors.UNKNOWN);
    Process by =
        new Process(8, 8, 0, 0, RawText.of("x"), cgroup("elsewhere"), false, Identity.UNKNOWN);
    Sender sender = new Sender(7, 7, 0, RawText.of("y"), 3, false, inside);
    FdEvent received = recv(by, 1, 0, sender);

    FdEvent marked = containers.mark(received);

    assertThat(marked.sender().cgroup().container()).isEqualTo(DOCKER);
    assertThat(marked.process().container()).isEqualTo(Container.NONE);
    assertThat(Boundary.crossedBy(marked)).contains(Boundary.CONTAINER);
  }

  @Test
  void namesAreAskedForOnce() throws IOException {
    live(7, "/docker/" + ID);
    long inside = cgroup("docker/" + ID);
    of(7, inside);
    of(8, inside);
    of(9, cgroup("system.slice"));

    assertThat(asked).containsExactly(UNNAMED);
  }

  @Test
  void aProcessThatMovedIsNotBelieved() throws IOException {
    live(7, "/docker/" + ID);
    cgroup("docker/" + ID);

    assertThat(of(7, cgroup("system.slice"))).isEqualTo(Container.NONE);
  }

  @Test
  void theTreeKnowsAProcessThatIsGone() throws IOException {
    assertThat(of(8, cgroup("system.slice/docker-" + ID + ".scope"))).isEqualTo(DOCKER);
  }

  @Test
  void theTreeIsSearchedNowAndThen() throws IOException {
    assertThat(of(8, -1)).isEqualTo(Container.NONE);

    long late = cgroup("docker/" + ID);
    assertThat(of(8, late)).as("at once").isEqualTo(Container.NONE);
    now += 250_000_000;
    assertThat(of(8, late)).as("after a pause").isEqualTo(DOCKER);
  }

  @Test
  void whatIsThereNow() throws IOException {
    cgroup("system.slice/docker-" + ID + ".scope");

    assertThat(containers.isThere("aaaa")).isTrue();
    assertThat(containers.isThere("b")).isFalse();
  }

  @Test
  void version2MayBeBesideVersion1() throws IOException {
    long id = cgroup("unified/docker/" + ID);
    containers = made();
    live(7, "/docker/" + ID);

    assertThat(of(7, id)).isEqualTo(DOCKER);
  }

  private void liveInVersion1(int pid, String path, long startTicks) throws IOException {
    Path directory = Files.createDirectories(proc.resolve("" + pid));
    Files.writeString(
        directory.resolve("cgroup"), "4:memory:/x\n1:name=systemd:" + path + "\n0::/\n");
    Files.writeString(
        directory.resolve("stat"),
        pid + " (a) 1 (b\n) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 " + startTicks + " 9\n");
  }

  private Process marked(int pid, long cgroupId) {
    Process process = new Process(pid, pid, 0, 0, RawText.of("x"), cgroupId, false);
    return containers.mark(send(process, 1, 0)).process();
  }

  @Test
  void unitsAreInThePathToo() throws IOException {
    long id = cgroup("user.slice/user-7.slice/user@7.service/app.slice/a.service");
    live(7, "/user.slice/user-7.slice/user@7.service/app.slice/a.service");

    assertThat(marked(7, id).unit()).isEqualTo(unit("user@7.service", "a.service", "user-7.slice"));
    assertThat(marked(8, id).unit()).as("from the cache").isEqualTo(marked(7, id).unit());
  }

  /**
   * The root's id is 1, whatever is mounted where. The events are some ns old, the process has
   * started before that, or after.
   */
  @Test
  void version1TellsIfVersion2IsOnlyTheRoot() throws IOException {
    liveInVersion1(7, "/system.slice/a.service", 0);
    liveInVersion1(8, "/docker/" + ID, 0);
    liveInVersion1(9, "/system.slice/b.service", 1);
    liveInVersion1(10, "/", 0);

    assertThat(marked(7, 1).unit()).isEqualTo(unit("a.service", "", "system.slice"));
    assertThat(marked(8, 1).container()).isEqualTo(DOCKER);
    assertThat(marked(9, 1).unit()).as("a later process").isEqualTo(Unit.NONE);
    assertThat(marked(10, 1).unit()).isEqualTo(Unit.NONE);
    assertThat(marked(11, 1).unit()).as("gone").isEqualTo(Unit.NONE);
  }

  @Test
  void version1IsNotAskedIfVersion2Tells() throws IOException {
    long id = cgroup("system.slice/a.service");
    Files.writeString(
        Files.createDirectories(proc.resolve("7")).resolve("cgroup"),
        "1:name=systemd:/system.slice/b.service\n0::/system.slice/a.service\n");
    Files.writeString(proc.resolve("7/stat"), "7 (a) S " + "0 ".repeat(30));

    assertThat(marked(7, id).unit()).isEqualTo(unit("a.service", "", "system.slice"));
  }

  private static Unit unit(String name, String userName, String slice) {
    return new Unit(RawText.of(name), RawText.of(userName), RawText.of(slice));
  }

  @Test
  void inNoContainer() throws IOException {
    live(CLIENT.pid(), "/");
    var event = send(new Process(CLIENT.pid(), 1, 0, 0, RawText.of("x"), cgroup(""), false), 1, 0);
    Process marked = containers.mark(event).process();

    assertThat(marked.cgroup()).isEqualTo(new Cgroup(true, Container.NONE, Unit.NONE));
    assertThat(containers.mark(event).process()).as("not made again").isSameAs(marked);
  }

  @Test
  void whereNothingIsKnownTheEventStaysTheSame() {
    var event = send(new Process(CLIENT.pid(), 1, 0, 0, RawText.of("x"), 77, false), 1, 0);

    assertThat(containers.mark(event)).isSameAs(event);
  }
}
