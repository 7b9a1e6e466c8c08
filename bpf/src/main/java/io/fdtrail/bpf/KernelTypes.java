package io.fdtrail.bpf;

/** What a hook needs to know from the kernel's BTF. */
interface KernelTypes {
  /** How many parameters the function has; -1 if the kernel has no such function. */
  int parametersOf(String function);

  /**
   * Whether the kernel has a function that its BTF leaves out. Debian's 5.10 for arm64 describes no
   * static functions: the pahole of that time took only those that ftrace knows, and found none
   * there.
   */
  default boolean hasUndescribed(String function) {
    return false;
  }
}
