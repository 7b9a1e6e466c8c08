package io.fdtrail.it;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every case of the workload on this machine's own kernel, with each backend that it can have. */
class WorkloadLiveTest {
  private static final int IMPOSSIBLE = 3;

  @TempDir private Path directory;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  @TestFactory
  Stream<DynamicTest> backends() {
    return Stream.of("fentry", "kprobe", "tracepoint").flatMap(backend -> tests(backend, false));
  }

  /** Also what is reported of processes on demand. */
  @TestFactory
  Stream<DynamicTest> details() {
    return tests("tracepoint", true);
  }

  private Stream<DynamicTest> tests(String backend, boolean withDetails) {
    try {
      Path truth = directory.resolve(backend);
      String workload =
          (withDetails ? "export PASSFD_DETAILS=1; " : "")
              + "exec "
              + Layout.PASSFD
              + " run >"
              + truth;
      List<String> arguments = new ArrayList<>(List.of("-o", "json", "--backend", backend));
      if (withDetails) {
        arguments.addAll(List.of("--fields", "+cmdline,+ancestors,+start"));
      }
      arguments.addAll(List.of("--", "sh", "-c", workload));
      Outcome traced = Fdtrail.run(arguments.toArray(new String[0]));
      if (traced.status() == IMPOSSIBLE) {
        return Stream.of(dynamicTest(backend, () -> Assumptions.abort(traced.err().strip())));
      }
      List<String> lines = Files.exists(truth) ? Files.readAllLines(truth) : List.of();
      return WorkloadChecks.tests(
          backend, backend, traced.status(), traced.err(), traced.outLines(), lines);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
