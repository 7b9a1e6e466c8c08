package io.fdtrail.it;

import java.util.List;

/**
 * A kernel of the matrix: Debian's cloud build, as {@code kernels/fetch} names it. Not with tracepoints (which need 6.3):
 * under emulation a receiver on the other CPU is often faster than its sender's tracepoint, so that a SEND is missing, as the
 * backend's limits say. Live tests look at that backend.
 */
enum Kernel {
  V5_10("5.10", List.of("fentry", "kprobe")),
  V6_1("6.1", List.of("fentry", "kprobe")),
  V6_12("6.12", List.of("fentry", "kprobe")),
  NEW("new", List.of("fentry", "kprobe"));

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
