package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

/** The tests of what threads and processes left that did everything at once. */
final class StressChecks {
  private static final int SPIN_MESSAGES = 20_000;

  private StressChecks() {}

  /**
   * A kretprobe of these kernels has an instance for each CPU, and two sends that wait in
   * unix_seqpacket_sendmsg have them all: one that it refuses at once meanwhile is counted.
   */
  static void threads(String backend, GuestResults results) throws IOException {
    String run = "stress:" + backend;
    String release = results.text(run, "release");
    Trace trace = trace(run, results);
    List<String> truth = results.lines(run, "truth");
    boolean seesLate = !release.matches("(?s)(5|6\\.[0-9])\\..*");
    int late = seesLate ? 0 : truth.size() / 1000;
    boolean missesReturns = backend.equals("kprobe") && release.matches("(?s)(5\\.10|6\\.1)\\..*");
    assertThat(trace.lostCount()).isBetween(0L, missesReturns ? truth.size() / 1000 : 0L);
    assertThat(trace.lost()).allMatch(lost -> lost.path("reason").asText().equals("missed_return"));
    assertThat(Stress.faults(truth, trace.events(), late, trace.lostCount())).isEmpty();
    assertThat(Stress.namesClosedSockets(truth, trace.events(), backend)).isTrue();
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
    Trace trace = trace(run, results);
    assertThat(trace.lostCount()).isZero();
    return trace;
  }

  private static Trace trace(String run, GuestResults results) throws IOException {
    assertThat(results.status(run)).as(results.text(run, "errors")).isZero();
    Trace trace = Trace.parse(results.lines(run, "events"));
    assertThat(trace.endingFaults()).isEmpty();
    return trace;
  }
}
