package io.fdtrail.doctor;

import io.fdtrail.bpf.Backend;
import java.util.List;

/** What a backend that works still cannot tell. */
public final class BackendLimits {
  private static final List<String> TRACEPOINT =
      List.of(
          "descriptors taken by pidfd_getfd or planted by a seccomp supervisor",
          "why a receive stopped early, where a security module refused it",
          "the sender, where processes that share a socket send the same files on it at the same instant",
          "descriptors that splice discards");

  private static final List<String> PREEMPTED =
      List.of("a few rows on a busy CPU, counted as skipped: the kernel preempts itself; --backend kprobe sees them");

  private BackendLimits() {}

  /**
   * A sentence each; none for the backends that see the kernel's functions and cannot be disturbed.
   *
   * @param preemptible whether the kernel preempts itself, and so a program on a trampoline
   */
  public static List<String> of(Backend backend, boolean preemptible) {
    return switch (backend) {
      case FENTRY -> preemptible ? PREEMPTED : List.of();
      case KPROBE -> List.of();
      case TRACEPOINT -> TRACEPOINT;
    };
  }
}
