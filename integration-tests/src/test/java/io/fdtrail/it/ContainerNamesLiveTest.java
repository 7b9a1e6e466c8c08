package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A container of runc, whose bundle is where containerd has its own, and annotated as there. */
class ContainerNamesLiveTest {
  private static final String ID = "0123456789abcdef".repeat(4);
  private static final String BUNDLES = "/run/containerd/io.containerd.runtime.v2.task/k8s.io";
  private static final String BUNDLE = BUNDLES + "/" + ID;
  private static final String RUNC = "runc --root " + BUNDLE + "/state ";

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
    assumeTrue(Program.shell("runc --version").status() == 0, "runc is not installed");
  }

  @BeforeEach
  void makeBundle() throws IOException, InterruptedException {
    must(
        "umask 022; mkdir -p "
            + BUNDLE
            + "/rootfs && cp "
            + Layout.PASSFD
            + " "
            + BUNDLE
            + "/rootfs");
    must(
        "cd "
            + BUNDLE
            + " && runc spec && jq '.process.terminal = false"
            + " | .process.args = [\"/passfd\", \"keep-own\", \"1\", \"60\"]"
            + " | del(.linux.resources)"
            + " | .linux.cgroupsPath = \"/fdtrail-test.slice/cri-containerd-"
            + ID
            + ".scope\""
            + " | .annotations = {\"io.kubernetes.cri.container-name\": \"web\","
            + " \"io.kubernetes.cri.image-name\": \"docker.io/library/nginx:1.27\","
            + " \"io.kubernetes.cri.sandbox-name\": \"web-0\","
            + " \"io.kubernetes.cri.sandbox-namespace\": \"shop\"}' config.json >new"
            + " && mv new config.json");
  }

  /** The cgroups of version 1, too, where runc leaves the parent. */
  @AfterEach
  void removeBundle() throws IOException, InterruptedException {
    must(
        RUNC
            + "delete -f c1; rm -r "
            + BUNDLE
            + " && rmdir --ignore-fail-on-non-empty -p "
            + BUNDLES
            + "; rmdir /sys/fs/cgroup/*/fdtrail-test.slice /sys/fs/cgroup/fdtrail-test.slice 2>/dev/null; "
            + "test ! -e "
            + BUNDLE);
  }

  private static void must(String command) throws IOException, InterruptedException {
    Outcome outcome = Program.shell(command);
    assertThat(outcome.status()).as(outcome.err()).isZero();
  }

  private static List<JsonNode> traced(String... options) throws IOException, InterruptedException {
    String[] all = new String[options.length + 4];
    System.arraycopy(new String[] {"-o", "json", "-c", "2"}, 0, all, 0, 4);
    System.arraycopy(options, 0, all, 4, options.length);
    try (Program tracer = Fdtrail.trace(all);
        Program container =
            Program.start(List.of("bash", "-c", RUNC + "run --bundle " + BUNDLE + " c1"))) {
      Outcome traced = tracer.await();
      must(RUNC + "kill c1 KILL");
      container.await();
      assertThat(traced.err()).contains("the fence refused 0 calls");
      return Trace.parse(traced.outLines()).events();
    }
  }

  @Test
  void namesOfTheContainerAndItsPod() throws IOException, InterruptedException {
    assertNamed(traced());
  }

  /** One message in the container that {@code names.sh} makes, too. */
  static void assertNamed(List<JsonNode> rows) {
    assertThat(rows).hasSize(2);
    for (JsonNode row : List.of(rows.get(0), rows.get(1), rows.get(1).path("sender"))) {
      assertThat(row.path("container").path("runtime").asText()).isEqualTo("containerd");
      assertThat(row.path("container_name").asText()).isEqualTo("web");
      assertThat(row.path("image").asText()).isEqualTo("docker.io/library/nginx:1.27");
      assertThat(row.path("pod_name").asText()).isEqualTo("web-0");
      assertThat(row.path("pod_namespace").asText()).isEqualTo("shop");
    }
  }

  @Test
  void chosenByThem() throws IOException, InterruptedException {
    assertThat(traced("-F", "pod_namespace == shop and image =* '*/nginx:*'")).hasSize(2);
  }

  /** It would say who is who as it likes. */
  @Test
  void aBundleThatOthersCouldWriteIsNotBelieved() throws IOException, InterruptedException {
    must("chmod 666 " + BUNDLE + "/config.json");

    assertThat(traced())
        .hasSize(2)
        .allSatisfy(row -> assertThat(row.has("container")).isTrue())
        .noneMatch(row -> row.has("container_name") || row.has("pod_name"));
  }

  @Test
  void aLinkInItsPlaceIsNotFollowed() throws IOException, InterruptedException {
    Path config = Path.of(BUNDLE, "config.json");
    Path elsewhere = Files.move(config, Path.of(BUNDLE, "elsewhere.json"));
    Files.createSymbolicLink(config, elsewhere);

    assertThat(traced())
        .hasSize(2)
        .noneMatch(row -> row.has("container_name") || row.has("pod_name"));
  }
}
