package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

/** The tests of what threads and processes left that did everything at once. */
final class StressChecks {
  private static final int SPIN_MESSAGES = 20_000;

  private StressChecks() {}

  static void threads(String backend, GuestResults results) throws IOException {
    String run = "stress:" + backend;
    Trace trace = whole(run, results);
    List<String> truth = results.lines(run, "truth");
    boolean seesLate = !results.text(run, "release").matches("(?s)(5|6\\.[0-9])\\..*");
    assertThat(Stress.faults(truth, trace.events(), seesLate ? 0 : truth.size() / 1000)).isEmpty();
    assertThat(Stress.namesClosedSockets(trace.events(), backend)).isTrue();
    assertThat(Stress.isCountedAndSeldom(trace, backend))
        .as("%d without sender", Stress.withoutSender(trace.events()))
        .isTrue();
  }

  static void processes(String backend, GuestResults results) throws IOException {
    String run = "shared:" + backend;
    Trace trace = whole(run, results);
    assertThat(Stress.sharedFaults(results.lines(run, "truth"), trace.events())).isEmpty();
    assertThat(Stress.isCountedAndSeldom(trace, backend))
        .as("%d without sender", Stress.withoutSender(trace.events()))
        .isTrue();
  }

  /**
   * The receiver polls on another CPU. A program that the kernel skips, where it may, is counted.
   */
  static void spin(String backend, GuestResults results, boolean skips) throws IOException {
    String run = "spin:" + backend;
    assertThat(results.status(run)).as(results.text(run, "errors")).isZero();
    Trace trace = Trace.parse(results.lines(run, "events"));
    Pairing pairing = Pairing.of(trace.events());
    assertThat(trace.endingFaults()).isEmpty();
    assertThat(pairing.faults()).isEmpty();
    if (backend.equals("tracepoint")) {
      assertThat(pairing.paired() + pairing.unpaired()).isEqualTo(SPIN_MESSAGES);
      assertThat(pairing.unpaired()).isLessThan(SPIN_MESSAGES / 200);
    } else {
      assertThat(SPIN_MESSAGES - pairing.paired())
          .isBetween(0, skips ? (int) trace.lostCount() : 0);
      assertThat(skips ? 0 : trace.lostCount()).isZero();
    }
  }

  private static Trace whole(String run, GuestResults results) throws IOException {
    assertThat(results.status(run)).as(results.text(run, "errors")).isZero();
    Trace trace = Trace.parse(results.lines(run, "events"));
    assertThat(trace.endingFaults()).isEmpty();
    assertThat(trace.lostCount()).isZero();
    return trace;
  }
}
