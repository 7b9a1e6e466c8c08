package io.fdtrail.bpf;

/**
 * One BPF program of a backend, and the kernels that it is for.
 *
 * @param program its name in the object
 * @param target the kernel function or tracepoint that it is attached to
 * @param parameters how many parameters the function must have; {@link #ANY}, or {@link #REQUIRED}
 *     if a kernel without the target cannot be traced at all
 * @param unless the function whose presence makes the program unnecessary; empty if there is none
 * @param need when it is needed
 * @param isInInterrupts whether it also runs in interrupts, where no descriptors pass
 * @param onlyTidies whether a run that is skipped costs no row
 */
record Hook(
    String program,
    String target,
    int parameters,
    String unless,
    Need need,
    boolean isInInterrupts,
    boolean onlyTidies) {
  enum Need {
    ALWAYS,
    /** To mark descendants. */
    FOLLOWING,
    /** To tell what descendants have when they end. */
    EXITS;

    boolean isIn(Knobs knobs) {
      return switch (this) {
        case ALWAYS -> true;
        case FOLLOWING -> knobs.follow();
        case EXITS -> knobs.exits();
      };
    }
  }

  private static final int REQUIRED = -2;
  private static final int ANY = -1;

  static Hook always(String program, String target) {
    return new Hook(program, target, REQUIRED, "", Need.ALWAYS, false, false);
  }

  /** For kernels that have the function. */
  static Hook where(String program, String function) {
    return where(program, function, ANY);
  }

  /** For kernels whose function has that many parameters. */
  static Hook where(String program, String function, int parameters) {
    return new Hook(program, function, parameters, "", Need.ALWAYS, false, false);
  }

  static Hook whenFollowing(String program, String target) {
    return new Hook(program, target, REQUIRED, "", Need.FOLLOWING, false, false);
  }

  static Hook whenAskedForExits(String program, String target) {
    return new Hook(program, target, REQUIRED, "", Need.EXITS, false, false);
  }

  Hook unless(String function) {
    return new Hook(program, target, parameters, function, need, isInInterrupts, onlyTidies);
  }

  Hook alsoInInterrupts() {
    return new Hook(program, target, parameters, unless, need, true, onlyTidies);
  }

  Hook onlyTidying() {
    return new Hook(program, target, parameters, unless, need, isInInterrupts, true);
  }

  boolean isWanted(KernelTypes kernel, Knobs knobs) {
    if (!need.isIn(knobs) || (!unless.isEmpty() && kernel.parametersOf(unless) >= 0)) {
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
    return parameters == ANY && unless.isEmpty() && need == Need.ALWAYS;
  }

  /** Whether a kernel without the target cannot be traced with this hook's backend. */
  boolean isRequired() {
    return parameters == REQUIRED && need == Need.ALWAYS;
  }
}
