package io.fdtrail.event;

/**
 * The container of a process, according to the name of its cgroup, which does not tell its names.
 *
 * @param runtime {@code docker}, {@code containerd}, {@code cri-o}, {@code podman} or {@code
 *     systemd-nspawn}; {@code kubernetes} if the path names a pod and an id but no runtime; empty
 *     if it is in no container
 * @param id the container's id or, for systemd-nspawn, the machine's name
 * @param pod uid of its Kubernetes pod; empty if it is in none
 * @param names of it and its pod, if fdtrail looked for them
 */
public record Container(String runtime, RawText id, String pod, ContainerNames names) {
  /** For a process in no container, or whose container is unknown. */
  public static final Container NONE = new Container("", RawText.EMPTY, "");

  public Container(String runtime, RawText id, String pod) {
    this(runtime, id, pod, ContainerNames.NONE);
  }

  /** The same, with its names. */
  public Container named(ContainerNames known) {
    return new Container(runtime, id, pod, known);
  }

  public boolean isKnown() {
    return !runtime.isEmpty();
  }

  /** Whether it is the same container, whatever is known of its names. */
  boolean isSame(Container other) {
    return runtime.equals(other.runtime) && id.equals(other.id);
  }

  /** Whether it is a container whose id begins like this. */
  public boolean hasId(String beginning) {
    return isKnown() && id.toString().startsWith(beginning);
  }
}
