package io.fdtrail;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.FdEvent;
import io.fdtrail.kernel.LossReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TraceStatsTest {
  private final TraceStats stats = new TraceStats();
  private final Map<LossReason, Long> kernel = new EnumMap<>(LossReason.class);
  private long forgottenSends;
  private final List<String> reported = new ArrayList<>();
  private final TraceListener listener =
      new TraceListener() {
        @Override
        public void event(FdEvent event) {}

        @Override
        public void lost(LossReason reason, long count, long total) {
          reported.add(reason.word() + " " + count + " of " + total);
        }

        @Override
        public void drained() {}
      };

  private List<String> losses() throws IOException {
    reported.clear();
    stats.reportLosses(reason -> kernel.getOrDefault(reason, 0L), forgottenSends, listener);
    return reported;
  }

  @Test
  void countsEvents() {
    stats.countEvent();
    stats.countEvent();

    assertThat(stats.events()).isEqualTo(2);
  }

  @Test
  void aLossIsReportedOnce() throws IOException {
    assertThat(losses()).isEmpty();
    kernel.put(LossReason.RING_FULL, 17L);
    assertThat(losses()).containsExactly("ring_full 17 of 17");
    assertThat(losses()).isEmpty();
    kernel.put(LossReason.RING_FULL, 20L);
    kernel.put(LossReason.SKIPPED, 1L);
    assertThat(losses()).containsExactly("ring_full 3 of 20", "skipped 1 of 1");
    assertThat(stats.lost(LossReason.RING_FULL)).isEqualTo(20);
    assertThat(stats.lost(LossReason.MESSAGES_FULL)).isZero();
  }

  @Test
  void sendsThatTheFilterForgotAreLostToo() throws IOException {
    forgottenSends = 4;

    assertThat(losses()).containsExactly("sends_forgotten 4 of 4");
  }

  @Test
  void recordsThatCannotBeReadAreLostToo() throws IOException {
    stats.countUnreadable();
    stats.countUnreadable();

    assertThat(losses()).containsExactly("unreadable 2 of 2");
    assertThat(stats.lost(LossReason.UNREADABLE)).isEqualTo(2);
    assertThat(stats.events()).isZero();
  }
}
