package io.fdtrail.bpf;

import java.util.Set;

/**
 * The same programs for kernels that offer more or less; the best first.
 *
 * <p>Functions are named by no program that could do without them: libbpf looks for a missing one in all modules, which takes
 * CAP_SYS_ADMIN.
 */
enum Variant {
  /** Holds preemption off while a program runs (6.15). */
  FULL("", true, Set.of("bpf_preempt_disable", "bpf_local_irq_restore", "bpf_rdonly_cast")),
  /** Takes the verifier's trust from pointers (6.2), which saves it most of its time. */
  PREEMPTIBLE(".preemptible", true, Set.of("bpf_rdonly_cast")),
  /** Has loops that the verifier looks at once (bpf_loop, 5.17). */
  TRUSTED(".trusted", true, Set.of()),
  /** Asks for nothing that a kernel with a ring buffer lacks. */
  BOUNDED(".bounded", false, Set.of());

  private final String infix;
  private final boolean loops;
  private final Set<String> functions;

  Variant(String infix, boolean loops, Set<String> functions) {
    this.infix = infix;
    this.loops = loops;
    this.functions = functions;
  }

  /** The one that fits best. */
  static Variant of(KernelTypes kernel, boolean bpfLoop) {
    for (Variant variant : values()) {
      if ((bpfLoop || !variant.loops) && variant.functions.stream().allMatch(function -> kernel.parametersOf(function) >= 0)) {
        return variant;
      }
    }
    return BOUNDED;
  }

  /** The kernel's functions that are called. */
  Set<String> functions() {
    return functions;
  }

  /** The resource with the programs of this name. */
  String object(String name) {
    return name + infix + ".bpf.o";
  }
}
