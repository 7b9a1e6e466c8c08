package io.fdtrail.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.bpf.Preemption;
import io.fdtrail.event.Action;
import io.fdtrail.kernel.Backend;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackendLimitsTest {
  @Test
  void tracepointsSeeLessThanFunctions() {
    assertThat(BackendLimits.of(Backend.FENTRY, Preemption.OFF)).isEmpty();
    assertThat(BackendLimits.of(Backend.KPROBE, Preemption.ON)).isEmpty();
    assertThat(BackendLimits.of(Backend.TRACEPOINT, Preemption.OFF)).isNotEmpty();
  }

  @Test
  void programsOnTrampolinesAreSkippedWhereTheKernelPreemptsThem() {
    assertThat(BackendLimits.of(Backend.FENTRY, Preemption.ON))
        .singleElement()
        .asString()
        .contains("skipped");
  }

  @Test
  void whichBackendComesFirstIsSaidWithTheReason() {
    for (Preemption preemption : Preemption.values()) {
      String first = Backend.bestFirst(preemption.isPossible()).get(0).word();

      assertThat(BackendLimits.order(preemption)).contains("preempt", first).endsWith(" first");
    }
  }

  @Test
  void eachIsSaidOnceInALine() {
    assertThat(BackendLimits.of(Backend.TRACEPOINT, Preemption.OFF))
        .doesNotHaveDuplicates()
        .allMatch(limit -> limit.matches("[^\n]{10,100}[^.]"));
  }

  @Test
  void whatPassesWithoutASocketIsSeenAtItsFunctions() {
    assertThat(BackendLimits.unseen(Backend.TRACEPOINT, List.of()))
        .containsExactly(Action.GRAB, Action.INJECT);
    assertThat(BackendLimits.unseen(Backend.KPROBE, List.of("receive_fd")))
        .containsExactly(Action.GRAB);
    assertThat(BackendLimits.unseen(Backend.FENTRY, List.of("receive_fd", "pidfd_getfd")))
        .isEmpty();
  }
}
