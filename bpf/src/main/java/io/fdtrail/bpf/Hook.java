package io.fdtrail.bpf;

/**
 * One BPF program of a backend, and the kernels that it is for.
 *
 * @param program its name in the object
 * @param target the kernel function or tracepoint that it is attached to
 * @param parameters how many parameters the function must have; {@link #ANY}, or {@link #REQUIRED}
 *     if a kernel without the target cannot be traced at all
 * @param unless the function whose presence makes the program unnecessary; empty if there is none
 * @param followOnly needed only to mark descendants
 * @param isInInterrupts whether it also runs in interrupts, where no descriptors pass
 * @param onlyTidies whether a run that is skipped costs no row
 */
record Hook(
    String program,
    String target,
    int parameters,
    String unless,
    boolean followOnly,
    boolean isInInterrupts,
    boolean onlyTidies) {
  private static final int REQUIRED = -2;
  private static final int ANY = -1;

  static Hook always(String program, String target) {
    return new Hook(program, target, REQUIRED, "", false, false, false);
  }

  /** For kernels that have the function. */
  static Hook where(String program, String function) {
    return where(program, function, ANY);
  }

  /** For kernels whose function has that many parameters. */
  static Hook where(String program, String function, int parameters) {
    return new Hook(program, function, parameters, "", false, false, false);
  }

  static Hook whenFollowing(String program, String target) {
    return new Hook(program, target, REQUIRED, "", true, false, false);
  }

  Hook unless(String function) {
    return new Hook(program, target, parameters, function, followOnly, isInInterrupts, onlyTidies);
  }

  Hook alsoInInterrupts() {
    return new Hook(program, target, parameters, unless, followOnly, true, onlyTidies);
  }

  Hook onlyTidying() {
    return new Hook(program, target, parameters, unless, followOnly, isInInterrupts, true);
  }

  boolean isWanted(KernelTypes kernel, boolean follow) {
    if ((followOnly && !follow) || (!unless.isEmpty() && kernel.parametersOf(unless) >= 0)) {
      return false;
    }
    if (parameters == REQUIRED) {
      return true;
    }
    int actual = kernel.parametersOf(target);
    return parameters == ANY ? actual >= 0 : actual == parameters;
  }

  /** Whether the target's name alone is enough to attach a kprobe. */
  boolean takesOnlyTheName() {
    return parameters == ANY && unless.isEmpty() && !followOnly;
  }

  /** Whether a kernel without the target cannot be traced with this hook's backend. */
  boolean isRequired() {
    return parameters == REQUIRED && !followOnly;
  }
}
