package io.fdtrail.bpf;

/** What a hook asks of the kernel's BTF. */
interface KernelTypes {
  /** How many parameters the function has; -1 when the kernel has no such function. */
  int parametersOf(String function);
}
