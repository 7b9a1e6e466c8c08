package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Processes in cgroups that are named as systemd names them. */
class UnitLiveTest {
  private static final String SERVICE = "fdtrail-test.slice/fdtrail-unit.service";

  /** It passes a descriptor to itself, under the name that is traced, and stays. */
  private static final String PASSING =
      "exec python3 -c 'import signal, socket, sys; open(\"/proc/self/comm\", \"w\").write(\"passfd\"); "
          + "a, b = socket.socketpair(); socket.send_fds(a, [b\"x\"], [0]); "
          + "socket.recv_fds(b, 1, 1); print(\"passed\", file=sys.stderr, flush=True); signal.pause()'";

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  @Test
  void aService() throws IOException, InterruptedException {
    String root = mount("-t cgroup2");
    assertThat(units(traced(root, SERVICE)))
        .containsOnly("fdtrail-unit.service||fdtrail-test.slice");
    assertThat(traced(root, SERVICE, "--unit", "fdtrail-*.service")).hasSize(2);
    assertThat(traced(root, SERVICE, "--unit", "other*")).isEmpty();
    assertThat(traced(root, SERVICE, "-F", "slice == fdtrail-test.slice")).hasSize(2);
    assertThat(traced(root, SERVICE, "--no-proc")).hasSize(2).noneMatch(row -> row.has("unit"));
  }

  @Test
  void aServiceOfAUser() throws IOException, InterruptedException {
    String path = "fdtrail-test.slice/user@1000.service/app.slice/fdtrail-app.service";
    assertThat(units(traced(mount("-t cgroup2"), path)))
        .containsOnly("user@1000.service|fdtrail-app.service|fdtrail-test.slice");
  }

  /** Its cgroup of version 2 is the root. The tracer has to ask its /proc while it lives. */
  @Test
  void aServiceInVersion1() throws IOException, InterruptedException {
    String systemd = mount("-t cgroup -O name=systemd");
    assumeFalse(systemd.isEmpty(), "systemd's hierarchy of cgroup v1 is not mounted");
    assertThat(units(traced(systemd, SERVICE)))
        .containsOnly("fdtrail-unit.service||fdtrail-test.slice");
  }

  /** To another unit, by another user in another pid namespace. */
  @Test
  void boundaries() throws IOException, InterruptedException {
    String root = mount("-t cgroup2");
    String docker = "docker-" + "a".repeat(64) + ".scope";
    must("mkdir -p " + root + "/fdtrail-test.slice/" + docker + " " + root + "/" + SERVICE);
    try {
      assertThat(crossing(root, docker, "--fields", "+crosses").get(1).path("crosses"))
          .hasToString("[\"container\",\"user\",\"unit\",\"pidns\"]");
      JsonNode sender = crossing(root, docker, "-a", "RECV").get(0).path("sender");
      assertThat(sender.path("unit").asText()).isEqualTo("fdtrail-unit.service");
      assertThat(sender.has("container")).isFalse();
      assertThat(crossing(root, docker, "--cross", "container,pidns")).hasSize(1);
      assertThat(crossing(root, docker, "--cross", "!user")).hasSize(1);
      assertThat(crossing(root, "fdtrail-unit.service", "--fields", "crosses").get(1))
          .hasToString("{\"type\":\"event\",\"crosses\":[\"user\",\"pidns\"]}");
    } finally {
      must(
          "cd "
              + root
              + "/fdtrail-test.slice; for i in {1..100}; do grep -q 'populated 1' cgroup.events || break; "
              + "sleep 0.1; done; rmdir *.service *.scope && rmdir ../fdtrail-test.slice");
    }
  }

  /** The rows of a service that passes a descriptor to a child in this cgroup. */
  private static List<JsonNode> crossing(String root, String cgroup, String... options)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("-o", "json"));
    all.addAll(List.of(options));
    String slice = root + "/fdtrail-test.slice/";
    String passing =
        "echo $$ >"
            + root
            + "/"
            + SERVICE
            + "/cgroup.procs && exec python3 -c '"
            + "import ctypes, os, signal, socket, sys; open(\"/proc/self/comm\", \"w\").write(\"passfd\"); "
            + "a, b = socket.socketpair(); c = ctypes.CDLL(None); c.unshare(0x20000000); "
            + "child = os.fork()\n"
            + "if child == 0:\n"
            + "  open(\""
            + slice
            + cgroup
            + "/cgroup.procs\", \"w\").write(\"0\"); os.setuid(1000)\n"
            + "  c.prctl(1, signal.SIGKILL)\n" // PR_SET_PDEATHSIG, which setuid() clears
            + "  socket.recv_fds(b, 1, 1); print(\"passed\", file=sys.stderr, flush=True)\n"
            + "else: socket.send_fds(a, [b\"x\"], [0])\n"
            + "signal.pause()'";
    try (Program tracer = Fdtrail.trace(all.toArray(String[]::new))) {
      return whilePassing(passing, tracer);
    }
  }

  private static String mount(String which) throws IOException, InterruptedException {
    return Program.shell("findmnt -n -o TARGET " + which + " | head -n 1").out().strip();
  }

  private static List<String> units(List<JsonNode> rows) {
    assertThat(rows).hasSize(2);
    return rows.stream()
        .map(
            row ->
                String.join(
                    "|",
                    row.path("unit").asText(),
                    row.path("user_unit").asText(),
                    row.path("slice").asText()))
        .toList();
  }

  /** The rows of a process in this cgroup, which are printed before it ends. */
  private static List<JsonNode> traced(String root, String cgroup, String... options)
      throws IOException, InterruptedException {
    String directory = root + "/" + cgroup;
    must("mkdir -p " + directory);
    try {
      List<String> all = new ArrayList<>(List.of("-o", "json"));
      all.addAll(List.of(options));
      try (Program tracer = Fdtrail.trace(all.toArray(String[]::new))) {
        return whilePassing("echo $$ >" + directory + "/cgroup.procs && " + PASSING, tracer);
      }
    } finally {
      must("cd " + root + " && rmdir -p " + cgroup);
    }
  }

  private static List<JsonNode> whilePassing(String passing, Program tracer)
      throws IOException, InterruptedException {
    try (Program program = Program.start(List.of("bash", "-c", passing))) {
      program.awaitErr(line -> line.equals("passed"));
      tracer.signal("TERM");
      Outcome traced = tracer.await();
      program.signal("KILL");
      program.await();
      return Trace.parse(traced.outLines()).events();
    }
  }

  private static void must(String command) throws IOException, InterruptedException {
    Outcome outcome = Program.shell(command);
    assertThat(outcome.status()).as(outcome.err()).isZero();
  }
}
