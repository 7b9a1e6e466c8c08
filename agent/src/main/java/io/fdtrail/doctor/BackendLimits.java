package io.fdtrail.doctor;

import io.fdtrail.bpf.Preemption;
import io.fdtrail.event.Action;
import io.fdtrail.kernel.Backend;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What a working backend still cannot report. */
public final class BackendLimits {
  private static final List<String> TRACEPOINT =
      List.of(
          "descriptors taken by pidfd_getfd or planted by a seccomp supervisor: none of them",
          "the pidfds of SO_PEERPIDFD: none of them",
          "why a receive stopped early, where a security module refused it: never",
          "the sender, where others send the same files on the same socket at once: fewer than 1 of 1000",
          "descriptors of a message that splice takes in parts: none of them, each counted as spliced",
          "descriptors that TCP, UDP or netlink ignores or refuses: none of them");

  private static final List<String> PREEMPTED =
      List.of(
          "3 of 100 rows of a burst, counted as skipped, because the kernel preempts itself; kprobe would see them");

  private BackendLimits() {}

  /** Which backend comes first here, and why. */
  static String order(Preemption preemption) {
    return switch (preemption) {
      case OFF -> "the kernel does not preempt itself: fentry, the cheapest, comes first";
      case ON ->
          "the kernel preempts itself, and would skip fentry's programs then: kprobe comes first";
      case UNKNOWN ->
          "the kernel may preempt itself, and would skip fentry's programs then: kprobe comes first";
    };
  }

  /**
   * One sentence for each limit. Backends that see the kernel's functions and whose programs are
   * not skipped have none.
   *
   * @param preemption whether the kernel preempts itself, and thus a program on a trampoline
   */
  public static List<String> of(Backend backend, Preemption preemption) {
    return switch (backend) {
      case FENTRY -> preemption == Preemption.ON ? PREEMPTED : List.of();
      case KPROBE -> List.of();
      case TRACEPOINT -> TRACEPOINT;
    };
  }

  /**
   * The actions that the backend does not see on this kernel.
   *
   * @param attached the kernel functions that are watched
   */
  public static Set<Action> unseen(Backend backend, List<String> attached) {
    if (backend == Backend.TRACEPOINT) {
      return EnumSet.of(Action.GRAB, Action.INJECT);
    }
    return attached.stream().anyMatch(function -> function.endsWith("pidfd_getfd"))
        ? Set.of()
        : EnumSet.of(Action.GRAB);
  }
}
