package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.fdtrail.it.Truth.Case;
import io.fdtrail.it.Truth.Ending;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/** The tests of one traced run of the whole workload: one for the trace, one for each case. */
final class WorkloadChecks {
  private WorkloadChecks() {}

  /**
   * Reads what a run left.
   *
   * @param prefix of the tests' names
   * @param status of the tracer, which is the workload's own
   * @param errors what both said
   */
  static Stream<DynamicTest> tests(
      String prefix,
      String backend,
      int status,
      String errors,
      List<String> events,
      List<String> truth)
      throws IOException, InterruptedException {
    List<String> listed = Program.run(Layout.PASSFD.toString(), "list").outLines();
    Trace trace = Trace.parse(events);
    List<Case> cases = Truth.parse(truth).cases();
    return Stream.concat(
        Stream.of(
            dynamicTest(
                prefix + " trace",
                () -> {
                  assertThat(status).as(errors).isZero();
                  assertThat(cases.stream().map(Case::name)).containsExactlyElementsOf(listed);
                  checkTrace(backend, trace);
                })),
        cases.stream()
            .map(
                played ->
                    dynamicTest(
                        prefix + " " + played.name(), () -> checkCase(backend, trace, played))));
  }

  private static void checkTrace(String backend, Trace trace) {
    assertThat(trace.endingFaults()).isEmpty();
    assertThat(trace.lostCount()).isZero();
    assertThat(trace.summaries().get(0).path("backend").asText()).isEqualTo(backend);
    Pairing pairing = Pairing.of(trace.events());
    assertThat(pairing.faults()).isEmpty();
    assertThat(pairing.unpaired()).isZero();
  }

  private static void checkCase(String backend, Trace trace, Case played) {
    Assumptions.assumeFalse(played.ending() == Ending.SKIPPED, played.reason());
    assertThat(new Verifier(backend, trace).faults(played)).isEmpty();
  }
}
