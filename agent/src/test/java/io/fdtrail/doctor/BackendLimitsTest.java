package io.fdtrail.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.bpf.Backend;
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
}
