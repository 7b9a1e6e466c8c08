package io.fdtrail.bpf;

/**
 * How our programs get to tracepoints. The kernel skips one that is running on that CPU already: in an interrupt, or
 * for who preempted it.
 */
enum Tracepoints {
  /** As raw tracepoints, the cheapest. Nobody preempts a program, so that what is skipped is an interrupt's alone. */
  RAW,
  /** The same where a program is preempted midway, as perf has no tracepoints: what is skipped may be anybody's. */
  RAW_PREEMPTED,
  /** In perf's events, which run with preemption disabled, but are skipped for others' programs too. */
  PERF;

  /**
   * The best that the kernel has.
   *
   * @param arePreemptible whether the kernel leaves preemption enabled while it runs a program on a raw tracepoint
   * @param hasPerf whether perf can open them
   */
  static Tracepoints of(Preemption preemption, boolean arePreemptible, boolean hasPerf) {
    if (!arePreemptible || !preemption.isPossible()) {
      return RAW;
    }
    return hasPerf ? PERF : RAW_PREEMPTED;
  }

  /**
   * Whether a skipped run costs us nothing: interrupts take what comes from the network, and free its messages, but
   * none sends, receives or frees descriptors, for which the kernel takes unix_gc_lock with interrupts enabled.
   */
  boolean spares(Hook hook) {
    return this == RAW && hook.isInInterrupts();
  }
}
