package io.fdtrail.it;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A kernel of the matrix ({@code kernels/table}).
 *
 * @param name as {@code kernels/boot} knows it
 * @param machine Debian's word for the architecture
 * @param metaPackage depends on the package of today's image
 * @param release that ran last
 * @param runs the scenarios of each backend that works there
 * @param reasons why each other backend does not
 */
record Kernel(
    String name,
    String machine,
    String metaPackage,
    String release,
    Map<String, List<String>> runs,
    Map<String, String> reasons) {
  static final List<String> BACKENDS = List.of("fentry", "kprobe", "tracepoint");

  /** Those that are tested. */
  List<String> backends() {
    return BACKENDS.stream().filter(runs::containsKey).toList();
  }

  List<String> scenarios(String backend) {
    return runs.getOrDefault(backend, List.of());
  }

  Optional<String> reason(String backend) {
    return Optional.ofNullable(reasons.get(backend));
  }
}
