package io.fdtrail.bpf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names of the kernel's functions. Their addresses require CAP_SYSLOG, and we do not need them.
 */
final class KernelSymbols {
  private KernelSymbols() {}

  /**
   * Returns the wanted functions that the kernel has; none if it does not list them. Reads 100 000
   * lines.
   *
   * @param list {@code /proc/kallsyms}: on each line an address, a letter, a name and possibly a
   *     module
   */
  static Set<String> among(Set<String> wanted, Path list) {
    try (Stream<String> lines = Files.lines(list, StandardCharsets.ISO_8859_1)) {
      return lines
          .map(KernelSymbols::name)
          .filter(wanted::contains)
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      return Set.of();
    }
  }

  private static String name(String line) {
    int begin = line.indexOf(' ', line.indexOf(' ') + 1) + 1;
    int end = line.indexOf('\t', begin);
    return line.substring(begin, end < 0 ? line.length() : end);
  }
}
