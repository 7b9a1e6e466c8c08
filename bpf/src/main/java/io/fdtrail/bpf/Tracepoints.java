package io.fdtrail.bpf;

/**
 * How our programs are attached to tracepoints. The kernel skips a program that is already running
 * on that CPU: in an interrupt, or in a thread that preempted it.
 */
enum Tracepoints {
  /**
   * As raw tracepoints, the cheapest. Programs are not preempted, so the kernel skips runs in
   * interrupts only.
   */
  RAW,
  /**
   * As raw tracepoints that may be preempted, if perf has no tracepoints: runs of any thread may be
   * skipped.
   */
  RAW_PREEMPTED,
  /**
   * As perf events, which run with preemption disabled, but are also skipped while other programs
   * run.
   */
  PERF;

  /**
   * The best way that the kernel has.
   *
   * @param arePreemptible whether the kernel leaves preemption enabled while it runs a program on a
   *     raw tracepoint
   * @param hasPerf whether perf can open them
   */
  static Tracepoints of(Preemption preemption, boolean arePreemptible, boolean hasPerf) {
    if (!arePreemptible || !preemption.isPossible()) {
      return RAW;
    }
    return hasPerf ? PERF : RAW_PREEMPTED;
  }

  /**
   * Whether a skipped run of the program loses nothing. Interrupts handle and free messages of the
   * network, but do not send, receive or free descriptors: for those the kernel takes unix_gc_lock
   * with interrupts enabled.
   */
  boolean spares(Hook hook) {
    return hook.onlyTidies() || (this == RAW && hook.isInInterrupts());
  }
}
