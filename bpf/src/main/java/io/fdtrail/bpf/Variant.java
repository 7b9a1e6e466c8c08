package io.fdtrail.bpf;

/** The same programs for kernels that offer more or less; the best first. */
enum Variant {
  /** All there is. */
  FULL(""),
  /** Without the functions that hold preemption off (6.15). To look for them in modules would take CAP_SYS_ADMIN. */
  PREEMPTIBLE(".preemptible"),
  /** Without the cast that takes the verifier's trust from a pointer (6.2) as well. */
  TRUSTED(".trusted"),
  /** Without bpf_loop (5.17) as well. */
  BOUNDED(".bounded");

  private final String infix;

  Variant(String infix) {
    this.infix = infix;
  }

  /** The resource with the programs of this name. */
  String object(String name) {
    return name + infix + ".bpf.o";
  }
}
