package io.fdtrail.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What is tested on which kernel, as {@code kernels/table} has it; how it is written stands there.
 */
final class KernelTable {
  private static final Path FILE = Layout.KERNELS.resolve("table");
  private static final int FIRST_BACKEND = 6;

  /**
   * A scenario in a guest of its own, whatever the backend.
   *
   * @param parameters of the kernel's command line
   */
  record Apart(Kernel kernel, String scenario, List<String> parameters) {}

  private final Map<String, List<String>> runs = new LinkedHashMap<>();
  private final Map<String, String> reasons = new LinkedHashMap<>();
  private final Map<String, Kernel> kernels = new LinkedHashMap<>();
  private final List<Apart> aparts = new ArrayList<>();
  private String last = "";

  KernelTable(List<String> lines) {
    lines.stream().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(this::add);
  }

  static KernelTable read() {
    try {
      return new KernelTable(Files.readAllLines(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Kernel> kernels() {
    return List.copyOf(kernels.values());
  }

  /** What runs apart of this scenario. */
  Stream<Apart> apart(String scenario) {
    return aparts.stream().filter(apart -> apart.scenario().equals(scenario));
  }

  /** The day when all ran last. */
  String last() {
    return last;
  }

  private void add(String line) {
    List<String> words = Arrays.asList(line.split("\\s+"));
    switch (words.get(0)) {
      case "runs" -> runs.put(words.get(1), words.subList(2, words.size()));
      case "reason" -> reasons.put(words.get(1), String.join(" ", words.subList(2, words.size())));
      case "kernel" -> kernels.put(words.get(1), kernel(words));
      case "apart" ->
          aparts.add(
              new Apart(
                  known(kernels, words.get(1)), words.get(2), words.subList(3, words.size())));
      case "last" -> last = words.get(1);
      default -> throw new IllegalArgumentException(line);
    }
  }

  private Kernel kernel(List<String> words) {
    Map<String, List<String>> does = new LinkedHashMap<>();
    Map<String, String> doesNot = new LinkedHashMap<>();
    for (int i = 0; i < Kernel.BACKENDS.size(); i++) {
      String backend = Kernel.BACKENDS.get(i);
      String word = words.get(FIRST_BACKEND + i);
      if (word.startsWith("-")) {
        doesNot.put(backend, known(reasons, word.substring(1)));
      } else {
        does.put(backend, known(runs, word));
      }
    }
    return new Kernel(words.get(1), words.get(2), words.get(4), words.get(5), does, doesNot);
  }

  private static <T> T known(Map<String, T> map, String name) {
    T value = map.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "kernels/table names " + name + ", which it does not say before");
    }
    return value;
  }
}
