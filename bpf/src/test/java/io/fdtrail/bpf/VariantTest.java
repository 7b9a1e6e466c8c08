package io.fdtrail.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class VariantTest {
  private static Variant of(boolean bpfLoop, String... functions) {
    Set<String> known = Set.of(functions);
    return Variant.of(function -> known.contains(function) ? 1 : -1, bpfLoop);
  }

  @Test
  void theBestThatTheKernelHasAllOf() {
    assertThat(of(true, "bpf_preempt_disable", "bpf_local_irq_restore", "bpf_rdonly_cast"))
        .isEqualTo(Variant.FULL);
    assertThat(of(true, "bpf_preempt_disable", "bpf_rdonly_cast")).isEqualTo(Variant.PREEMPTIBLE);
    assertThat(of(true, "bpf_preempt_disable", "bpf_local_irq_restore")).isEqualTo(Variant.TRUSTED);
    assertThat(of(true)).isEqualTo(Variant.TRUSTED);
    assertThat(of(false, "bpf_preempt_disable", "bpf_local_irq_restore", "bpf_rdonly_cast"))
        .isEqualTo(Variant.BOUNDED);
  }

  @Test
  void objects() {
    assertThat(Variant.values())
        .extracting(variant -> variant.object("fentry"))
        .containsExactly(
            "fentry.bpf.o",
            "fentry.preemptible.bpf.o",
            "fentry.trusted.bpf.o",
            "fentry.bounded.bpf.o");
  }
}
