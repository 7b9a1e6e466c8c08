package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Processes in a cgroup that is named as docker names its own, and in a pid namespace. */
class ContainerLiveTest {
  private static final String ID = "0123456789abcdef".repeat(4);

  private String cgroup;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  @BeforeEach
  void makeCgroup() throws IOException, InterruptedException {
    String root = Program.shell("findmnt -n -t cgroup2 -o TARGET | head -n 1").out().strip();
    cgroup = root + "/fdtrail-test.slice/docker-" + ID + ".scope";
    must("mkdir -p " + cgroup);
  }

  /**
   * A name can be looked up as long as the cgroup is there, which may be a moment after its last
   * process.
   */
  @AfterEach
  void removeCgroup() throws IOException, InterruptedException {
    must("rmdir " + cgroup + " " + cgroup.substring(0, cgroup.lastIndexOf('/')));
  }

  private static void must(String command) throws IOException, InterruptedException {
    Outcome outcome = Program.shell(command);
    assertThat(outcome.status()).as(outcome.err()).isZero();
  }

  private List<JsonNode> traced(String... options) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("-o", "json"));
    all.addAll(List.of(options));
    try (Program tracer = Fdtrail.trace(all.toArray(String[]::new))) {
      must(
          "echo $$ >"
              + cgroup
              + "/cgroup.procs && exec unshare --pid --fork "
              + Layout.PASSFD
              + " one-thread 3 1");
      Fdtrail.pass(2);
      tracer.signal("TERM");
      return Trace.parse(tracer.await().outLines()).events();
    }
  }

  @Test
  void rowsReportTheContainerAndItsOwnPid() throws IOException, InterruptedException {
    List<JsonNode> rows = traced();
    assertThat(rows).hasSize(10);
    assertThat(rows.subList(0, 6))
        .allSatisfy(
            row -> {
              assertThat(row.path("container").path("runtime").asText()).isEqualTo("docker");
              assertThat(row.path("container").path("id").asText()).isEqualTo(ID);
              assertThat(row.path("ns_pid").asInt()).isEqualTo(1);
            });
    assertThat(rows.subList(6, 10)).noneMatch(row -> row.has("container") || row.has("ns_pid"));
  }

  @Test
  void onlyTheContainerAskedFor() throws IOException, InterruptedException {
    assertThat(traced("--container", ID.substring(0, 12))).hasSize(6);
    assertThat(traced("--container", "fedcba")).isEmpty();
  }

  @Test
  void anUnknownOneMayYetCome() throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("-d", "1", "--container", "fedcba");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.errLines())
        .containsExactly("fdtrail: there is no container fedcba yet", "0 events, 0 lost");
  }
}
