package io.fdtrail.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.kernel.Backend;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TracepointsTest {
  @Test
  void perfIsWantedWhereTheKernelMayPreemptAProgramMidway() {
    assertThat(Tracepoints.of(Preemption.ON, true, true)).isEqualTo(Tracepoints.PERF);
    assertThat(Tracepoints.of(Preemption.UNKNOWN, true, true)).isEqualTo(Tracepoints.PERF);
    assertThat(Tracepoints.of(Preemption.OFF, true, true)).isEqualTo(Tracepoints.RAW);
    assertThat(Tracepoints.of(Preemption.ON, false, true)).isEqualTo(Tracepoints.RAW);
  }

  @Test
  void withoutPerfAProgramIsPreempted() {
    assertThat(Tracepoints.of(Preemption.ON, true, false)).isEqualTo(Tracepoints.RAW_PREEMPTED);
    assertThat(Tracepoints.of(Preemption.UNKNOWN, false, false)).isEqualTo(Tracepoints.RAW);
  }

  @Test
  void whatCostsNoRowIsSpared() {
    assertThat(spared(Tracepoints.RAW))
        .containsOnly("kfree_skb", "consume_skb", "sk_data_ready", "follow_free");
    assertThat(spared(Tracepoints.RAW_PREEMPTED)).containsOnly("follow_free");
    assertThat(spared(Tracepoints.PERF)).containsOnly("follow_free");
  }

  private static List<String> spared(Tracepoints tracepoints) {
    return Stream.of(Backend.values())
        .flatMap(backend -> Hooks.of(backend).stream())
        .filter(tracepoints::spares)
        .map(Hook::program)
        .toList();
  }
}
