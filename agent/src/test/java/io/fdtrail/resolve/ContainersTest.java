package io.fdtrail.resolve;

import static io.fdtrail.event.Events.CLIENT;
import static io.fdtrail.event.Events.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.Container;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainersTest {
  private static final String ID = "a".repeat(64);
  private static final Container DOCKER = new Container("docker", RawText.of(ID), "");

  @TempDir Path proc;
  @TempDir Path cgroups;
  private Containers containers;
  private long now;

  @BeforeEach
  void noContainerYet() {
    containers = new Containers(new ProcFs(proc), cgroups, () -> now);
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
  void theProcessTells() throws IOException {
    live(7, "/docker/" + ID);

    assertThat(of(7, cgroup("docker/" + ID))).isEqualTo(DOCKER);
  }

  @Test
  void aProcessThatMovedIsNotBelieved() throws IOException {
    live(7, "/docker/" + ID);
    cgroup("docker/" + ID);

    assertThat(of(7, cgroup("system.slice"))).isEqualTo(Container.NONE);
  }

  @Test
  void theTreeTellsOfAProcessThatIsGone() throws IOException {
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
    containers = new Containers(new ProcFs(proc), cgroups, () -> now);
    live(7, "/docker/" + ID);

    assertThat(of(7, id)).isEqualTo(DOCKER);
  }

  @Test
  void outsideOfContainersTheEventStaysTheSame() throws IOException {
    live(CLIENT.pid(), "/");
    var event = send(new Process(CLIENT.pid(), 1, 0, 0, RawText.of("x"), cgroup(""), false), 1, 0);

    assertThat(containers.mark(event)).isSameAs(event);
  }
}
