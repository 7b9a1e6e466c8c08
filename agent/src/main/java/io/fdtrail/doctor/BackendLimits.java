package io.fdtrail.doctor;

import io.fdtrail.bpf.Backend;
import java.util.List;

/** What a backend that works still cannot tell. */
public final class BackendLimits {
  private static final List<String> TRACEPOINT =
      List.of(
          "descriptors taken by pidfd_getfd or planted by a seccomp supervisor",
          "a stream send of 0 bytes, which discards its descriptors",
          "why a receive stopped early, other than a full control buffer: EMFILE or a security module",
          "a refused send through io_uring, or one of several in a sendmmsg call",
          "which of two senders it was, when both queue to one socket at the same instant",
          "the SEND row of a message that was received before its send was recorded, and its sender (below 1 %)",
          "a number that another thread closes or replaces before the receive returns: it is told as a DROP",
          "numbers of 4096 and above that io_uring installs");

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
