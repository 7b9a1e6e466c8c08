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
        return whilePassing(directory, tracer);
      }
    } finally {
      must("cd " + root + " && rmdir -p " + cgroup);
    }
  }

  private static List<JsonNode> whilePassing(String directory, Program tracer)
      throws IOException, InterruptedException {
    String passing = "echo $$ >" + directory + "/cgroup.procs && " + PASSING;
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
