package io.fdtrail.bpf;

import io.fdtrail.kernel.Backend;
import java.util.List;
import java.util.Optional;

/** Which obstacle in the surroundings explains what the kernel or libbpf said. */
final class FailureCause {
  /** A failure with such a message is itself the cause. */
  private static final List<String> KERNEL_LACKS =
      List.of("the kernel has no ", "the kernel does not describe ", "lockdown=");

  /**
   * Other symptoms of too few descriptors: libbpf then believes that the kernel has no maps for
   * global variables.
   */
  private static final List<String> FEW_FILES =
      List.of("wasn't created", "/proc/self/status", "pass a descriptor to ourselves");

  private final Surroundings surroundings;
  private final Optional<Backend> backend;

  FailureCause(Surroundings surroundings, Optional<Backend> backend) {
    this.surroundings = surroundings;
    this.backend = backend;
  }

  /**
   * The failure with its cause as the message and the symptom in the log; unchanged if no cause is
   * found.
   */
  ProbeException explain(ProbeException failure) {
    return cause(failure).map(cause -> failure.becauseOf(cause.inOneLine())).orElse(failure);
  }

  private Optional<Obstacle> cause(ProbeException failure) {
    if (KERNEL_LACKS.stream().anyMatch(failure.getMessage()::startsWith)) {
      return Optional.empty();
    }
    String said = failure.getMessage() + '\n' + failure.log();
    if (said.contains(Surroundings.TOO_MANY_FILES)
        || said.contains("EMFILE")
        || (FEW_FILES.stream().anyMatch(said::contains) && surroundings.openFiles().isPresent())) {
      return Optional.of(surroundings.openFiles().orElse(Surroundings.tooFew("no more files")));
    }
    if (said.contains("/proc/self/status")) {
      return surroundings.foreignProc();
    }
    if (said.contains("EPERM") || said.contains("EACCES") || said.contains("not permitted")) {
      return Surroundings.firstOf(
          List.of(
              () -> surroundings.forbids(said.startsWith("attach ")),
              () -> surroundings.paranoia(said, backend),
              () -> surroundings.compiler(said)));
    }
    return Surroundings.firstOf(
        List.of(
            () -> surroundings.compiler(said),
            () -> failure.errno() == 0 ? Optional.empty() : surroundings.ftrace(backend)));
  }
}
