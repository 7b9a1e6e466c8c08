package io.fdtrail.event;

/**
 * The container of a process, according to the name of its cgroup, which does not contain its
 * names.
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

  /**
   * A container whose names nobody has looked up.
   *
   * @param runtime the component of this name
   * @param id the component of this name
   * @param pod the component of this name
   */
  public Container(String runtime, RawText id, String pod) {
    this(runtime, id, pod, ContainerNames.NONE);
  }

  /**
   * {@return the same, with its names}
   *
   * @param known what its runtime calls it
   */
  public Container named(ContainerNames known) {
    return new Container(runtime, id, pod, known);
  }

  /** {@return whether it is a container at all} */
  public boolean isKnown() {
    return !runtime.isEmpty();
  }

  /** Whether it is the same container, whatever is known of its names. */
  boolean isSame(Container other) {
    return runtime.equals(other.runtime) && id.equals(other.id);
  }

  /**
   * {@return whether it is a container whose id begins like this}
   *
   * @param beginning of an id
   */
  public boolean hasId(String beginning) {
    return isKnown() && id.toString().startsWith(beginning);
  }
}
