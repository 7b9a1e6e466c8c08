package io.fdtrail.it;

import java.util.List;

/**
 * A kernel of the matrix: Debian's cloud build, as {@code kernels/fetch} names it. Tracepoints need 6.3. The newest one
 * preempts itself.
 */
enum Kernel {
  V5_10("5.10", List.of("fentry", "kprobe")),
  V6_1("6.1", List.of("fentry", "kprobe")),
  V6_12("6.12", List.of("fentry", "kprobe", "tracepoint")),
  NEW("new", List.of("fentry", "kprobe", "tracepoint"));

  private final String word;
  private final List<String> backends;

  Kernel(String word, List<String> backends) {
    this.word = word;
    this.backends = backends;
  }

  /** Those that this kernel can have. */
  List<String> backends() {
    return backends;
  }

  String word() {
    return word;
  }
}
