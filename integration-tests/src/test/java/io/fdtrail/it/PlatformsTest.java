package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The README's table of platforms says what {@code kernels/table} says; -Dgolden.write=true writes
 * it anew.
 */
class PlatformsTest {
  private static final Path README = Layout.ROOT.resolve("README.md");
  private static final String BEGIN = "| kernel | machine |";

  @Test
  void readmeSaysWhatIsTested() throws IOException {
    KernelTable table = KernelTable.read();
    List<String> readme = Files.readAllLines(README);
    int begin =
        readme.indexOf(
            readme.stream().filter(line -> line.startsWith(BEGIN)).findFirst().orElseThrow());
    int end =
        begin + (int) readme.stream().skip(begin).takeWhile(line -> line.startsWith("|")).count();
    List<String> expected = markdown(table);
    if (Boolean.getBoolean("golden.write")) {
      Files.write(
          README,
          Stream.of(readme.subList(0, begin), expected, readme.subList(end, readme.size()))
              .flatMap(List::stream)
              .toList());
      return;
    }
    assertThat(readme.subList(begin, end)).isEqualTo(expected);
    assertThat(readme).as("the day of the last run").anyMatch(line -> line.contains(table.last()));
  }

  @Test
  void eachScenarioIsThereAndIsChecked() {
    for (Kernel kernel : KernelTable.read().kernels()) {
      for (String backend : kernel.backends()) {
        List<String> scenarios = kernel.scenarios(backend);
        assertThat(scenarios)
            .allMatch(
                scenario -> {
                  String script = scenario.replaceFirst("-.*", "") + ".sh";
                  return Files.exists(Layout.KERNELS.resolve("scenarios").resolve(script));
                });
        assertThat(new GuestChecks("", backend, new GuestResults(Path.of("none"))).tests(scenarios))
            .hasSizeGreaterThan(0);
      }
    }
  }

  @Test
  void whatIsNotTestedHasAReason() {
    List<String> lines =
        List.of(
            "runs some matrix",
            "reason old it is old",
            "kernel 1 amd64 sid image 1.0 some -old some");
    Kernel kernel = new KernelTable(lines).kernels().get(0);
    assertThat(kernel.backends()).containsExactly("fentry", "tracepoint");
    assertThat(kernel.reason("kprobe")).hasValue("it is old");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KernelTable(List.of("kernel 1 amd64 sid image 1.0 - - -")));
  }

  private static List<String> markdown(KernelTable table) {
    Stream<String> head =
        Stream.of(
            BEGIN + " Debian's package | `fentry` | `kprobe` | `tracepoint` |",
            "|---|---|---|---|---|---|");
    return Stream.concat(head, table.kernels().stream().map(PlatformsTest::row)).toList();
  }

  private static String row(Kernel kernel) {
    String cells =
        Kernel.BACKENDS.stream()
            .map(backend -> kernel.reason(backend).orElse("tested"))
            .collect(Collectors.joining(" | "));
    return "| %s | %s | %s | %s |"
        .formatted(kernel.release(), kernel.machine(), kernel.metaPackage(), cells);
  }
}
