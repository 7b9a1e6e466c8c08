package io.fdtrail.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PreemptionTest {
  @Test
  void theModeInParenthesesIsThePresentOne() {
    assertThat(Preemption.ofModes("none (voluntary) full \n")).isEqualTo(Preemption.OFF);
    assertThat(Preemption.ofModes("full (lazy) \n")).isEqualTo(Preemption.ON);
  }

  @Test
  void theKernelsNumberDecidesWhereNeitherDoes() {
    assertThat(List.of(0, 1, 2, 3, -2))
        .extracting(Preemption::ofMode)
        .containsExactly(
            Preemption.OFF, Preemption.OFF, Preemption.ON, Preemption.ON, Preemption.UNKNOWN);
  }

  @Test
  void theVersionDecidesWhereThereAreNoModes() {
    assertThat(Preemption.of("#1 SMP Debian 5.10.1-1")).isEqualTo(Preemption.OFF);
    assertThat(Preemption.of("#1 SMP PREEMPT_RT Debian 6.12")).isEqualTo(Preemption.ON);
    assertThat(Preemption.of("#1 SMP PREEMPT_DYNAMIC")).isEqualTo(Preemption.UNKNOWN);
  }
}
