package io.fdtrail.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.bpf.Backend;
import io.fdtrail.event.Action;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackendLimitsTest {
  @Test
  void tracepointsSeeLessThanFunctions() {
    assertThat(BackendLimits.of(Backend.FENTRY, false)).isEmpty();
    assertThat(BackendLimits.of(Backend.KPROBE, true)).isEmpty();
    assertThat(BackendLimits.of(Backend.TRACEPOINT, false)).isNotEmpty();
  }

  @Test
  void programsOnTrampolinesAreSkippedWhereTheKernelPreemptsThem() {
    assertThat(BackendLimits.of(Backend.FENTRY, true)).singleElement().asString().contains("skipped");
  }

  @Test
  void eachIsSaidOnceInALine() {
    assertThat(BackendLimits.of(Backend.TRACEPOINT, false))
        .doesNotHaveDuplicates()
        .allMatch(limit -> limit.matches("[^\n]{10,100}[^.]"));
  }

  @Test
  void whatPassesWithoutASocketIsSeenAtItsFunctions() {
    assertThat(BackendLimits.unseen(Backend.TRACEPOINT, List.of())).containsExactly(Action.GRAB, Action.INJECT);
    assertThat(BackendLimits.unseen(Backend.KPROBE, List.of("receive_fd"))).containsExactly(Action.GRAB);
    assertThat(BackendLimits.unseen(Backend.FENTRY, List.of("receive_fd", "pidfd_getfd"))).isEmpty();
  }
}
