package io.fdtrail.cli.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.Container;
import io.fdtrail.event.ContainerNames;
import io.fdtrail.event.RawText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeFilesTest {
  private static final String ID = "0123456789abcdef".repeat(4);
  private static final String TASKS = "run/containerd/io.containerd.runtime.v2.task";
  private static final String DOCKER = "var/lib/docker/containers/" + ID + "/config.v2.json";
  private static final String STORAGE = "var/lib/containers/storage/overlay-containers/";

  @TempDir Path root;
  private RuntimeFiles files;

  @BeforeEach
  void nothingIsKnown() {
    files = new RuntimeFiles(root);
  }

  private Path write(String path, String json) throws IOException {
    Path file = root.resolve(path);
    makeDirectories(file.getParent());
    Files.writeString(file, json);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  /** Whatever the umask is. */
  private void makeDirectories(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      makeDirectories(directory.getParent());
      Files.createDirectory(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private ContainerNames names(String runtime, String id) {
    return files.names(new Container(runtime, RawText.of(id), ""));
  }

  private ContainerNames names(String runtime) {
    return names(runtime, ID);
  }

  private static ContainerNames names(
      String name, String image, String podName, String podNamespace) {
    return new ContainerNames(
        RawText.of(name), RawText.of(image), RawText.of(podName), RawText.of(podNamespace));
  }

  @ParameterizedTest
  @ValueSource(strings = {"containerd", "kubernetes"})
  void containerdOfKubernetes(String runtime) throws IOException {
    write(
        TASKS + "/k8s.io/" + ID + "/config.json",
        """
        {"ociVersion": "1.1.0", "process": {"args": ["nginx"], "env": ["A=b"]},
         "annotations": {"io.kubernetes.cri.container-name": "web",
          "io.kubernetes.cri.container-type": "container",
          "io.kubernetes.cri.image-name": "docker.io/library/nginx:1.27",
          "io.kubernetes.cri.sandbox-name": "web-0",
          "io.kubernetes.cri.sandbox-namespace": "shop"},
         "linux": {"namespaces": [{"type": "pid"}]}}
        """);

    assertThat(names(runtime))
        .isEqualTo(names("web", "docker.io/library/nginx:1.27", "web-0", "shop"));
  }

  @Test
  void aPauseContainerHasNoNameOfItsOwn() throws IOException {
    write(
        TASKS.replace("containerd/", "k3s/containerd/") + "/k8s.io/" + ID + "/config.json",
        """
        {"annotations": {"io.kubernetes.cri.sandbox-name": "web-0",
          "io.kubernetes.cri.sandbox-namespace": "shop"}}
        """);

    assertThat(names("containerd")).isEqualTo(names("", "", "web-0", "shop"));
  }

  @Test
  void nerdctl() throws IOException {
    write(TASKS + "/default/web1/config.json", "{\"annotations\": {\"nerdctl/name\": \"build\"}}");

    assertThat(names("containerd", "web1")).isEqualTo(names("build", "", "", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cri-o", "kubernetes"})
  void criO(String runtime) throws IOException {
    write(
        "run/containers/storage/overlay-containers/" + ID + "/userdata/config.json",
        """
        {"annotations": {"io.kubernetes.container.name": "coredns",
          "io.kubernetes.cri-o.ImageName": "registry.k8s.io/coredns/coredns:v1.8.6",
          "io.kubernetes.cri-o.KubeName": "coredns-6d4b75cb6d-4mtdm",
          "io.kubernetes.cri-o.Namespace": "kube-system"}}
        """);

    assertThat(names(runtime))
        .isEqualTo(
            names(
                "coredns",
                "registry.k8s.io/coredns/coredns:v1.8.6",
                "coredns-6d4b75cb6d-4mtdm",
                "kube-system"));
  }

  @Test
  void docker() throws IOException {
    write(
        DOCKER,
        """
        {"Config": {"Image": "nginx:1", "Labels": {"maintainer": "x"}, "Cmd": ["a", {"b": []}]},
         "Name": "/web", "Running": true}
        """);

    assertThat(names("docker")).isEqualTo(names("web", "nginx:1", "", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker", "kubernetes"})
  void criDockerd(String runtime) throws IOException {
    write(
        DOCKER,
        """
        {"Name": "/k8s_web_web-0_shop_2f0a_0", "Config": {"Image": "nginx:1", "Labels":
          {"io.kubernetes.container.name": "web", "io.kubernetes.pod.name": "web-0",
           "io.kubernetes.pod.namespace": "shop"}}}
        """);

    assertThat(names(runtime)).isEqualTo(names("web", "nginx:1", "web-0", "shop"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"containers.json", "volatile-containers.json"})
  void podman(String list) throws IOException {
    write(
        STORAGE + list,
        """
        [{"id": "ffff", "names": ["db"], "metadata": "{\\"name\\": \\"db\\"}"},
         {"id": "%s", "names": ["web"], "flags": {"a": [1]},
          "metadata": "{\\"image-name\\": \\"docker.io/library/nginx:1\\", \\"name\\": \\"web\\"}"}]
        """
            .formatted(ID));

    assertThat(names("podman")).isEqualTo(names("web", "docker.io/library/nginx:1", "", ""));
    assertThat(names("podman", "eeee")).isEqualTo(ContainerNames.NONE);
  }

  @Test
  void whatIsKnownIsNotReadAgain() throws IOException {
    Path file = write(DOCKER, "{\"Name\": \"/web\"}");
    ContainerNames before = names("docker");
    Files.delete(file);

    assertThat(names("docker")).isEqualTo(before).isEqualTo(names("web", "", "", ""));
  }

  @Test
  void noFile() {
    assertThat(names("docker")).isEqualTo(ContainerNames.NONE);
    assertThat(names("systemd-nspawn", "machine")).isEqualTo(ContainerNames.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "7",
        "{\"Name\": \"/web\"",
        "{\"Name\": \"/web\"} x",
        "{\"Name\": \"/web\", \"Name\": \"/db\"}",
        "{\"Name\": \"/web\", \"x\": \"\u0001\"}",
        "{\"Name\": [\"/web\"]}",
        "{\"Name\": {\"Name\": \"/web\"}}",
      })
  void whatIsNotSuchJsonYieldsNothing(String json) throws IOException {
    write(DOCKER, json);

    assertThat(names("docker")).isEqualTo(ContainerNames.NONE);
  }

  @Test
  void deepAndLongOnesYieldNothing() throws IOException {
    write(DOCKER, "{\"Name\": \"/web\", \"x\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}");
    assertThat(names("docker")).isEqualTo(ContainerNames.NONE);

    String podman = "[{\"id\": \"" + ID + "\", \"metadata\": \"{\\\"name\\\": \\\"%s\\\"}\"}]";
    write(STORAGE + "containers.json", podman.formatted("x".repeat(1025)));
    assertThat(names("podman")).isEqualTo(ContainerNames.NONE);
  }

  @Test
  void aLargeFileIsNotRead() throws IOException {
    write(DOCKER, "{\"Name\": \"/web\"}" + " ".repeat(OwnedFile.LARGEST));

    assertThat(names("docker")).isEqualTo(ContainerNames.NONE);
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    Path elsewhere = write("elsewhere/config.v2.json", "{\"Name\": \"/web\"}");
    makeDirectories(root.resolve(DOCKER).getParent());
    Files.createSymbolicLink(root.resolve(DOCKER), elsewhere);
    assertThat(names("docker")).as("of the file").isEqualTo(ContainerNames.NONE);

    Files.delete(root.resolve(DOCKER));
    Files.delete(root.resolve(DOCKER).getParent());
    Files.createSymbolicLink(root.resolve(DOCKER).getParent(), elsewhere.getParent());
    assertThat(new RuntimeFiles(root).names(new Container("docker", RawText.of(ID), "")))
        .as("of the directory")
        .isEqualTo(ContainerNames.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", "../elsewhere", "-", "a/b", ""})
  void anIdLeadsNowhereElse(String id) throws IOException {
    write("var/lib/docker/containers/config.v2.json", "{\"Name\": \"/web\"}");
    write("var/lib/docker/config.v2.json", "{\"Name\": \"/web\"}");
    write("var/lib/docker/elsewhere/config.v2.json", "{\"Name\": \"/web\"}");
    write("var/lib/docker/containers/a/b/config.v2.json", "{\"Name\": \"/web\"}");
    write("var/lib/docker/containers/-/config.v2.json", "{\"Name\": \"/web\"}");

    assertThat(names("docker", id)).isEqualTo(ContainerNames.NONE);
  }

  @Test
  void whatOthersMayWriteIsNotBelieved() throws IOException {
    Path file = write(DOCKER, "{\"Name\": \"/web\"}");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    assertThat(names("docker")).as("the file").isEqualTo(ContainerNames.NONE);

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwxr-xrwx"));
    assertThat(new RuntimeFiles(root).names(new Container("docker", RawText.of(ID), "")))
        .as("its directory")
        .isEqualTo(ContainerNames.NONE);
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aFifoIsNotOpened() throws IOException, InterruptedException {
    makeDirectories(root.resolve(DOCKER).getParent());
    assertThat(
            new ProcessBuilder("mkfifo", "-m", "644", root.resolve(DOCKER).toString())
                .start()
                .waitFor())
        .isZero();

    assertThat(names("docker")).isEqualTo(ContainerNames.NONE);
  }
}
