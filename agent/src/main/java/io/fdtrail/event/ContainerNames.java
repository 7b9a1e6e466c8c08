package io.fdtrail.event;

/**
 * What people call a container, as its runtime recorded it. Each is empty if it is not known.
 *
 * @param name its name; in a pod, its name there
 * @param image as it was asked for
 * @param podName name of its Kubernetes pod
 * @param podNamespace the pod's namespace of Kubernetes
 */
public record ContainerNames(RawText name, RawText image, RawText podName, RawText podNamespace) {
  /** For a process in no container, or whose container's names are unknown. */
  public static final ContainerNames NONE =
      new ContainerNames(RawText.EMPTY, RawText.EMPTY, RawText.EMPTY, RawText.EMPTY);
}
