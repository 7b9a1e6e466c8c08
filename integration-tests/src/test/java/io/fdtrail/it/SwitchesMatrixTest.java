package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.fdtrail.it.Guest.UnavailableException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Kernels on which something was switched off that tracing needs: the switch is named, and how to
 * turn it on again.
 */
class SwitchesMatrixTest {
  private static final String RUN = "switches:any";
  private static final String SYMPTOMS =
      "(?s).*(saw nothing|trampoline: |load |attach |JIT is required).*";

  @TestFactory
  Stream<DynamicTest> kernels() {
    return KernelTable.read().apart("switches").flatMap(apart -> tests(apart.kernel()));
  }

  private static Stream<DynamicTest> tests(Kernel kernel) {
    GuestResults results;
    try {
      results = Guest.run(kernel, "switches-" + kernel.name(), List.of(RUN));
    } catch (UnavailableException e) {
      return Stream.of(dynamicTest(kernel.name(), () -> Assumptions.abort(e.getMessage())));
    } catch (IOException | InterruptedException e) {
      return Stream.of(
          dynamicTest(
              kernel.name(),
              () -> {
                throw e;
              }));
    }
    return Stream.of(
        dynamicTest(
            kernel.name() + " ftrace",
            () ->
                isNamed(results, "ftrace", List.of("fentry", "kprobe"), "kernel.ftrace_enabled=1")),
        dynamicTest(
            kernel.name() + " kprobes",
            () ->
                isNamed(
                    results,
                    "kprobes",
                    List.of("kprobe"),
                    "echo 1 > /sys/kernel/debug/kprobes/enabled")),
        dynamicTest(
            kernel.name() + " JIT",
            () -> isNamed(results, "jit", List.of("fentry"), "net.core.bpf_jit_enable=1")),
        dynamicTest(kernel.name() + " locked memory", () -> lockedMemory(results, kernel)));
  }

  private static void isNamed(
      GuestResults results, String name, List<String> backends, String advice) throws IOException {
    assertThat(results.status(RUN)).as(results.text(RUN, "log")).isZero();
    assertThat(results.lines(RUN, "switched")).contains(name);
    for (String backend : backends) {
      assertThat(results.text(RUN, name + '-' + backend + ".status")).isEqualTo("3\n");
      assertThat(results.lines(RUN, name + '-' + backend + ".err"))
          .singleElement()
          .asString()
          .startsWith("fdtrail: ")
          .contains(advice)
          .doesNotMatch(SYMPTOMS);
    }
    assertThat(results.text(RUN, name + "-doctor.out")).contains(advice);
  }

  /** Since 5.11 nothing is locked. */
  private static void lockedMemory(GuestResults results, Kernel kernel) throws IOException {
    if (!kernel.name().equals("5.10")) {
      assertThat(results.text(RUN, "locked.status"))
          .as(results.text(RUN, "locked.err"))
          .isEqualTo("0\n");
      return;
    }
    assertThat(results.text(RUN, "locked.status")).isEqualTo("3\n");
    assertThat(results.lines(RUN, "locked.err"))
        .singleElement()
        .asString()
        .contains("may lock 64 kB", "ulimit -l unlimited");
  }
}
