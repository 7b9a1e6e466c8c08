package io.fdtrail.kernel;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A way into the kernel. */
public enum Backend {
  /** BPF trampolines: the cheapest, and exact if the kernel does not preempt itself. */
  FENTRY,

  /**
   * kprobes and kretprobes: costlier, also exact if the kernel preempts itself; it limits the calls
   * in progress.
   */
  KPROBE,

  /** Tracepoints: for kernels that refuse the others; sees less. */
  TRACEPOINT;

  private final String word = name().toLowerCase(Locale.ROOT);

  /**
   * All of them, the best first.
   *
   * @param preemptible whether the kernel may preempt itself: then it skips programs on
   *     trampolines, and no kprobes
   * @return all of them
   */
  public static List<Backend> bestFirst(boolean preemptible) {
    return preemptible ? List.of(KPROBE, FENTRY, TRACEPOINT) : List.of(FENTRY, KPROBE, TRACEPOINT);
  }

  /**
   * {@return the one with this name; empty if none has it}
   *
   * @param word as in {@link #word}
   */
  public static Optional<Backend> of(String word) {
    return Stream.of(values()).filter(backend -> backend.word.equals(word)).findFirst();
  }

  /** {@return the name that {@code --backend} and the output use} */
  public String word() {
    return word;
  }
}
