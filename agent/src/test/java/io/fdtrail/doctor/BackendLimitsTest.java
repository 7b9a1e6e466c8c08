package io.fdtrail.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.bpf.Backend;
import org.junit.jupiter.api.Test;

class BackendLimitsTest {
  @Test
  void tracepointsSeeLessThanFunctions() {
    assertThat(BackendLimits.of(Backend.FENTRY)).isEmpty();
    assertThat(BackendLimits.of(Backend.KPROBE)).isEmpty();
    assertThat(BackendLimits.of(Backend.TRACEPOINT)).isNotEmpty();
  }

  @Test
  void eachIsSaidOnceInALine() {
    assertThat(BackendLimits.of(Backend.TRACEPOINT))
        .doesNotHaveDuplicates()
        .allMatch(limit -> limit.matches("[^\n]{10,100}[^.]"));
  }
}
