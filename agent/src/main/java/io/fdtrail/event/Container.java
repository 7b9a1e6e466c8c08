package io.fdtrail.event;

/**
 * The container that a process is in, as the name of its cgroup says.
 *
 * @param runtime {@code docker}, {@code containerd}, {@code cri-o}, {@code podman} or {@code systemd-nspawn}; {@code
 *     kubernetes} where the path names a pod and an id but no runtime; empty: it is in none
 * @param id the container's id or, of systemd-nspawn, the machine's name
 * @param pod uid of its Kubernetes pod; empty: it is in none
 */
public record Container(String runtime, RawText id, String pod) {
  /** Of a process in no container, and of one that we know nothing about. */
  public static final Container NONE = new Container("", RawText.EMPTY, "");

  public boolean isKnown() {
    return !runtime.isEmpty();
  }

  /** Whether it is one whose id begins so. */
  public boolean hasId(String beginning) {
    return isKnown() && id.toString().startsWith(beginning);
  }
}
