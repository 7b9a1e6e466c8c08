package io.fdtrail.cli.container;

import io.fdtrail.event.Container;
import io.fdtrail.event.ContainerNames;
import io.fdtrail.memory.Recent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files in which container runtimes record what a container is called, where they keep them by
 * default. We ask no runtime and no API server.
 */
public final class RuntimeFiles {
  private static final String CONTAINERD = "/run/containerd/io.containerd.runtime.v2.task";
  private static final String K3S = "/run/k3s/containerd/io.containerd.runtime.v2.task";
  private static final String CRI_O = "/run/containers/storage/overlay-containers";
  private static final String DOCKER = "/var/lib/docker/containers";
  private static final String PODMAN = "/var/lib/containers/storage/overlay-containers";

  /** Where these files are. */
  public static final List<String> DIRECTORIES = List.of(CONTAINERD, K3S, CRI_O, DOCKER, PODMAN);

  /** containerd's own namespaces: of Kubernetes, of ctr and nerdctl, and of Docker. */
  private static final List<String> NAMESPACES = List.of("k8s.io", "default", "moby");

  /** What every runtime accepts is a part of this; so no id leads anywhere else. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

  private static final int MOST_NAMES = 4096;

  private final Path root;
  private final Map<Container, ContainerNames> known = new Recent<>(MOST_NAMES);

  /**
   * @param root usually {@code /}
   */
  public RuntimeFiles(Path root) {
    this.root = root;
  }

  /**
   * The names of a container; those that no runtime recorded, or that we cannot read, are empty.
   */
  public ContainerNames names(Container container) {
    return known.computeIfAbsent(container, this::read);
  }

  private ContainerNames read(Container container) {
    String id = container.id().toString();
    return ID.matcher(id).matches()
        ? records(container.runtime(), id)
            .filter(names -> !names.equals(ContainerNames.NONE))
            .findFirst()
            .orElse(ContainerNames.NONE)
        : ContainerNames.NONE;
  }

  /** The container's records, which are read one after the other. */
  private Stream<ContainerNames> records(String runtime, String id) {
    return switch (runtime) {
      case "docker" -> docker(id);
      case "containerd" -> containerd(id);
      case "cri-o" -> criO(id);
      case "podman" -> podman(id);
      case "kubernetes" ->
          Stream.of(containerd(id), criO(id), docker(id)).flatMap(records -> records);
      default -> Stream.empty();
    };
  }

  private Stream<ContainerNames> docker(String id) {
    return Stream.of(id).map(of -> record(DOCKER, NameRecords::docker, of, "config.v2.json"));
  }

  private Stream<ContainerNames> containerd(String id) {
    return Stream.of(CONTAINERD, K3S)
        .flatMap(
            tasks ->
                NAMESPACES.stream()
                    .map(in -> record(tasks, NameRecords::bundle, in, id, "config.json")));
  }

  private Stream<ContainerNames> criO(String id) {
    return Stream.of(id)
        .map(of -> record(CRI_O, NameRecords::bundle, of, "userdata", "config.json"));
  }

  /** Containers that disappear when they end are in a file of their own. */
  private Stream<ContainerNames> podman(String id) {
    return Stream.of("containers.json", "volatile-containers.json")
        .map(list -> record(PODMAN, file -> NameRecords.stored(file, id), list));
  }

  /** No names if it is not there, is not for us to read, or is not what its name says. */
  private ContainerNames record(String directory, NameRecord kind, String... steps) {
    try {
      return kind.names(OwnedFile.read(root.resolve("." + directory), List.of(steps)));
    } catch (IOException e) {
      return ContainerNames.NONE;
    }
  }

  private interface NameRecord {
    ContainerNames names(byte[] file) throws IOException;
  }
}
