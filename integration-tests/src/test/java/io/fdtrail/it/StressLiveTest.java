package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every row is true while threads send and receive on the same sockets, and others open, close,
 * hang up, fork and exec.
 */
class StressLiveTest {
  private static final int IMPOSSIBLE = 3;
  @TempDir private Path directory;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fentry", "kprobe", "tracepoint"})
  void threads(String backend) throws IOException, InterruptedException {
    Trace trace = trace(backend, "stress 4 3 12000");
    assertThat(Stress.faults(truth(), trace.events())).isEmpty();
    assertThat(Stress.namesClosedSockets(truth(), trace.events(), backend)).isTrue();
    assertThat(Stress.isCountedAndSeldom(trace, backend))
        .as("%d without sender", Stress.withoutSender(trace.events()))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fentry", "kprobe", "tracepoint"})
  void sharedSockets(String backend) throws IOException, InterruptedException {
    Trace trace = trace(backend, "shared 3 2 2001");
    assertThat(Stress.sharedFaults(truth(), trace.events())).isEmpty();
    assertThat(Stress.isCountedAndSeldom(trace, backend))
        .as("%d without sender", Stress.withoutSender(trace.events()))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fentry", "kprobe", "tracepoint"})
  void moreThanAreRemembered(String backend) throws IOException, InterruptedException {
    Trace trace = trace(backend, "flood 34000");
    FloodChecks.check(truth().get(0), trace);
  }

  private List<String> truth() throws IOException {
    return Files.readAllLines(directory.resolve("truth"));
  }

  private Trace trace(String backend, String acts) throws IOException, InterruptedException {
    Path truth = directory.resolve("truth");
    String workload = "exec " + Layout.PASSFD + " " + acts + " >" + truth;
    Outcome traced =
        Fdtrail.run(
            "-o", "json", "--ring-size", "64M", "--backend", backend, "--", "sh", "-c", workload);
    Assumptions.assumeTrue(traced.status() != IMPOSSIBLE, traced.err().strip());
    assertThat(traced.status()).as(traced.err()).isZero();
    Trace trace = Trace.parse(traced.outLines());
    assertThat(trace.endingFaults()).isEmpty();
    assertThat(trace.lost()).isEmpty();
    assertThat(trace.lostCount()).isZero();
    return trace;
  }
}
