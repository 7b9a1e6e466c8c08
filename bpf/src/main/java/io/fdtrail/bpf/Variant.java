package io.fdtrail.bpf;

import java.util.Set;

/**
 * The same programs for kernels that offer more or less; the best first.
 *
 * <p>No program names a kernel function that it could do without: libbpf searches all modules for a
 * missing function, which requires CAP_SYS_ADMIN.
 */
enum Variant {
  /** Disables preemption while a program runs (6.15). */
  FULL("", true, Set.of("bpf_preempt_disable", "bpf_local_irq_restore", "bpf_rdonly_cast")),
  /**
   * Gives away the verifier's trust in pointers (6.2), which saves most of the verification time.
   */
  PREEMPTIBLE(".preemptible", true, Set.of("bpf_rdonly_cast")),
  /** Has loops of which the verifier checks one turn (bpf_loop, 5.17). */
  TRUSTED(".trusted", true, Set.of()),
  /** Needs nothing more than a kernel with a ring buffer. */
  BOUNDED(".bounded", false, Set.of());

  private final String infix;
  private final boolean loops;
  private final Set<String> functions;

  Variant(String infix, boolean loops, Set<String> functions) {
    this.infix = infix;
    this.loops = loops;
    this.functions = functions;
  }

  /** The variant that fits the kernel best. */
  static Variant of(KernelTypes kernel, boolean bpfLoop) {
    for (Variant variant : values()) {
      if ((bpfLoop || !variant.loops)
          && variant.functions.stream().allMatch(function -> kernel.parametersOf(function) >= 0)) {
        return variant;
      }
    }
    return BOUNDED;
  }

  /** The kernel functions that its programs call. */
  Set<String> functions() {
    return functions;
  }

  /** The resource with the programs of this name. */
  String object(String name) {
    return name + infix + ".bpf.o";
  }
}
