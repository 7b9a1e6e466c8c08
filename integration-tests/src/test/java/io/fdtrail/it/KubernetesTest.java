package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The manifests for kustomize are what Helm makes of the chart; {@code -Dgolden.write=true} writes
 * them anew.
 */
class KubernetesTest {
  private static final Path CHART = Manifests.DIRECTORY.resolve("chart");

  @TempDir private Path directory;

  private static ObjectNode values(String output) throws IOException {
    ObjectNode values = (ObjectNode) Manifests.YAML.readTree(CHART.resolve("values.yaml").toFile());
    return values.put("output", output);
  }

  private String rendered(ObjectNode values) throws IOException, InterruptedException {
    assumeTrue(Program.shell("command -v go").status() == 0, "no go: apt install golang-go");
    Path json = Files.writeString(directory.resolve("values.json"), values.toString());
    Outcome outcome =
        Program.shell(
            "HOME=%s GO111MODULE=off go run src/test/go/helm-template.go %s fdtrail <%s"
                .formatted(directory, CHART, json));
    assertThat(outcome.status()).as(outcome.err()).isZero();
    return outcome.out();
  }

  @ParameterizedTest
  @ValueSource(strings = {"log", "otlp"})
  void kustomizeHasWhatTheChartMakes(String output) throws IOException, InterruptedException {
    String rendered = "# Made of the chart; KubernetesTest compares.\n" + rendered(values(output));
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(Manifests.kustomize(output), rendered);
    }
    assertThat(Manifests.kustomize(output)).hasContent(rendered);
  }

  @Test
  void whatIsChosenIsThere() throws IOException, InterruptedException {
    ObjectNode values = values("otlp");
    ((ObjectNode) values.path("otlp")).put("secret", "fdtrail");
    values.withArray("/otlp/options").add("--headers=/etc/fdtrail/headers");
    values.withArray("options").add("-x");
    values.withArray("imagePullSecrets").addObject().put("name", "registry");
    values.withArray("capabilities").add("SYS_RESOURCE");
    PodSpec pod = pod(Manifests.parse(rendered(values.put("priorityClassName", "low"))));
    assertThat(pod.getPriorityClassName()).isEqualTo("low");
    assertThat(pod.getImagePullSecrets().get(0).getName()).isEqualTo("registry");
    assertThat(pod.getContainers().get(0).getArgs()).endsWith("-x");
    assertThat(pod.getContainers().get(0).getSecurityContext().getCapabilities().getAdd())
        .containsExactly("BPF", "PERFMON", "SYS_RESOURCE");
    assertThat(pod.getContainers().get(1).getArgs()).contains("--headers=/etc/fdtrail/headers");
    assertMountsAreVolumes(pod);
  }

  private static PodSpec pod(List<HasMetadata> objects) {
    return Manifests.daemonSet(objects).getSpec().getTemplate().getSpec();
  }

  private static PodSpec pod(String output) throws IOException {
    return pod(Manifests.read(Manifests.kustomize(output)));
  }

  private static void assertMountsAreVolumes(PodSpec pod) {
    assertThat(
            pod.getContainers().stream()
                .flatMap(container -> container.getVolumeMounts().stream())
                .map(VolumeMount::getName)
                .distinct())
        .containsExactlyInAnyOrderElementsOf(
            pod.getVolumes().stream().map(Volume::getName).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"log", "otlp"})
  void theTracerHasTwoCapabilitiesAndNoOtherAny(String output) throws IOException {
    PodSpec pod = pod(output);
    assertThat(pod.getHostPID()).isTrue();
    assertThat(Stream.of(pod.getHostNetwork(), pod.getHostIPC())).containsOnlyNulls();
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertMountsAreVolumes(pod);
    assertThat(pod.getContainers())
        .allSatisfy(KubernetesTest::assertConfined)
        .hasSize(output.equals("log") ? 1 : 2);
    assertThat(pod.getContainers().get(0).getSecurityContext().getCapabilities().getAdd())
        .containsExactly("BPF", "PERFMON");
    for (Container other : pod.getContainers().subList(1, pod.getContainers().size())) {
      assertThat(other.getSecurityContext().getCapabilities().getAdd()).isEmpty();
      assertThat(other.getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(other.getSecurityContext().getSeccompProfile()).isNull();
    }
  }

  private static void assertConfined(Container container) {
    var context = container.getSecurityContext();
    assertThat(context.getReadOnlyRootFilesystem()).isTrue();
    assertThat(context.getAllowPrivilegeEscalation()).isFalse();
    assertThat(context.getPrivileged()).isNull();
    assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(container.getResources().getLimits()).containsKey("memory");
    assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/metrics");
  }

  @ParameterizedTest
  @ValueSource(strings = {"log", "otlp"})
  void theNetworkPolicyIsForThesePodsAndTheirPorts(String output) throws IOException {
    List<HasMetadata> objects = Manifests.read(Manifests.kustomize(output));
    DaemonSet daemons = Manifests.daemonSet(objects);
    NetworkPolicy policy =
        (NetworkPolicy)
            objects.stream().filter(NetworkPolicy.class::isInstance).findFirst().orElseThrow();
    var labels = daemons.getSpec().getTemplate().getMetadata().getLabels();
    assertThat(policy.getSpec().getPodSelector().getMatchLabels()).isEqualTo(labels);
    assertThat(daemons.getSpec().getSelector().getMatchLabels()).isEqualTo(labels);
    assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(policy.getSpec().getEgress()).hasSize(output.equals("log") ? 0 : 2);
    assertThat(
            policy.getSpec().getIngress().get(0).getPorts().stream()
                .map(port -> port.getPort().getStrVal()))
        .containsExactlyElementsOf(
            pod(objects).getContainers().stream()
                .flatMap(container -> container.getPorts().stream())
                .map(ContainerPort::getName)
                .toList());
  }

  @Test
  void theListsOfKustomizeAreWhole() throws IOException {
    for (String output : List.of("log", "otlp", "namespace")) {
      Path at = Manifests.kustomize(output).getParent();
      JsonNode list = Manifests.YAML.readTree(at.resolve("kustomization.yaml").toFile());
      assertThat(list.path("resources")).isNotEmpty();
      list.path("resources").forEach(each -> assertThat(at.resolve(each.asText())).exists());
    }
    assertThat(
            Manifests.read(Manifests.DIRECTORY.resolve("kustomize/namespace/namespace.yaml"))
                .get(0)
                .getMetadata()
                .getLabels())
        .containsValue("privileged");
  }

  @Test
  void theVersionIsOurs() throws IOException {
    String version =
        Files.readString(Layout.ROOT.resolve("pom.xml"))
            .replaceAll("(?s).*?<version>(.*?)</version>.*", "$1");
    JsonNode chart = Manifests.YAML.readTree(CHART.resolve("Chart.yaml").toFile());
    assertThat(List.of(chart.path("version").asText(), chart.path("appVersion").asText()))
        .containsOnly(version);
    assertThat(values("log").path("image").asText()).endsWith(":" + version);
  }

  @Test
  void aFieldThatTheApiDoesNotHaveIsAnError() {
    assertThatThrownBy(
            () ->
                Manifests.parse(
                    "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: x\n  label: y\n"))
        .hasMessageContaining("\"label\"");
  }
}
