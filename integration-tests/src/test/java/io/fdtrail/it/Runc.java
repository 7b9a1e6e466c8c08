package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A container of a pod, run by runc as a node would, but in the network of this machine. */
final class Runc implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SHARED = List.of("pid", "network");

  /** The name of the node, which is not that of the pod. */
  static final String NODE = "node-7.example.org";

  private final String command;
  private final String id;
  private final Program program;

  /**
   * Starts it.
   *
   * @param bundle of umoci; several containers may have the same
   * @param volumes what is mounted, by the name of the volume
   */
  Runc(Path bundle, Container container, Map<String, Path> volumes, UnaryOperator<String> argument)
      throws IOException {
    Path own = Files.createTempDirectory("fdtrail-test");
    id = own.getFileName().toString();
    command = "runc --root " + own.resolve("state") + " ";
    ObjectNode config = (ObjectNode) JSON.readTree(bundle.resolve("config.json").toFile());
    ((ObjectNode) config.path("root"))
        .put("path", bundle.resolve("rootfs").toString())
        .put("readonly", container.getSecurityContext().getReadOnlyRootFilesystem());
    process((ObjectNode) config.path("process"), container, argument);
    for (VolumeMount mount : container.getVolumeMounts()) {
      config
          .withArray("mounts")
          .addObject()
          .put("destination", mount.getMountPath())
          .put("source", volumes.get(mount.getName()).toString())
          .put("type", "bind")
          .putArray("options")
          .add("rbind")
          .add(Boolean.TRUE.equals(mount.getReadOnly()) ? "ro" : "rw");
    }
    ObjectNode linux = (ObjectNode) config.path("linux");
    linux.remove("resources");
    ArrayNode namespaces = JSON.createArrayNode();
    for (JsonNode each : linux.path("namespaces")) {
      if (!SHARED.contains(each.path("type").asText())) {
        namespaces.add(each);
      }
    }
    linux.set("namespaces", namespaces);
    JSON.writeValue(own.resolve("config.json").toFile(), config);
    program = Program.start(List.of("bash", "-c", "exec " + command + "run -b " + own + " " + id));
  }

  private static void process(
      ObjectNode process, Container container, UnaryOperator<String> argument) {
    var context = container.getSecurityContext();
    for (String each : container.getArgs()) {
      process.withArray("args").add(argument.apply(expanded(each, container)));
    }
    process.put("terminal", false).put("noNewPrivileges", !context.getAllowPrivilegeEscalation());
    process
        .putObject("user")
        .put("uid", context.getRunAsUser())
        .put("gid", context.getRunAsGroup());
    ObjectNode capabilities = process.putObject("capabilities");
    for (String set : List.of("bounding", "effective", "permitted")) {
      ArrayNode names = capabilities.putArray(set);
      context.getCapabilities().getAdd().forEach(name -> names.add("CAP_" + name));
    }
  }

  /** With the variables of the container, as the kubelet replaces them. */
  private static String expanded(String argument, Container container) {
    String text = argument;
    for (EnvVar variable : container.getEnv()) {
      assertThat(variable.getValueFrom().getFieldRef().getFieldPath()).isEqualTo("spec.nodeName");
      text = text.replace("$(" + variable.getName() + ")", NODE);
    }
    return text;
  }

  Program program() {
    return program;
  }

  /** As the kubelet ends it. */
  Outcome end() throws IOException, InterruptedException {
    Outcome killed = Program.shell(command + "kill " + id + " TERM");
    assertThat(killed.status()).as(killed.err()).isZero();
    return program.await();
  }

  @Override
  public void close() throws IOException {
    program.close();
    try {
      Program.shell(command + "delete -f " + id);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
