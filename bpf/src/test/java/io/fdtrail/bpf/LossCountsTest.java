package io.fdtrail.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.kernel.Backend;
import io.fdtrail.kernel.LossReason;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class LossCountsTest {
  @Test
  void countersAreThoseOfTheHeader() throws Exception {
    List<String> layout = new ArrayList<>();
    try (InputStream in = LossCounts.class.getResourceAsStream("layout.txt")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (line.startsWith("counter ")) {
          layout.add(line);
        }
      }
    }
    List<String> ours = new ArrayList<>();
    for (LossCounts.Counter counter : LossCounts.Counter.values()) {
      ours.add(
          "counter " + counter.name().toLowerCase(Locale.ROOT) + " " + counter.offset() + " 8");
    }

    assertThat(ours).containsExactlyElementsOf(layout);
  }

  @Test
  void countersAddUpByReason() {
    LossCounts.Counter[] all = LossCounts.Counter.values();
    ByteBuffer counters = ByteBuffer.allocate(all.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (LossCounts.Counter counter : all) {
      counters.putLong(counter.offset(), 1L << (4 * counter.ordinal()));
    }

    LossCounts losses = LossCounts.read(counters.order(ByteOrder.BIG_ENDIAN), 3, 0);

    assertThat(losses.of(LossReason.RING_FULL)).isEqualTo(1);
    assertThat(losses.of(LossReason.MESSAGES_FULL)).isEqualTo(0x110);
    assertThat(losses.of(LossReason.CALLS_FULL)).isEqualTo(0x111000);
    assertThat(losses.of(LossReason.FOLLOWED_FULL)).isEqualTo(0x1000000);
    assertThat(losses.of(LossReason.MISSED_RETURN)).isEqualTo(0x10000000L);
    assertThat(losses.of(LossReason.SKIPPED)).isEqualTo(0x100000000L);
    assertThat(losses.of(LossReason.UNREADABLE)).isEqualTo(0x1000000000L);
    assertThat(losses.of(LossReason.QUEUE_MOVED)).isEqualTo(0x10000000000L);
    assertThat(losses.of(LossReason.QUEUE_LONG)).isEqualTo(0x100000000000L);
    assertThat(losses.of(LossReason.SPLICED)).isEqualTo(0x10000000000000L);
    assertThat(losses.total()).isEqualTo(0x10111111111111L);
  }

  /** Where the kernel counts skipped runs, those that were noticed are among them. */
  @Test
  void aSkippedRunIsCountedOnce() {
    ByteBuffer counters =
        ByteBuffer.allocate(LossCounts.Counter.values().length * 8).order(ByteOrder.LITTLE_ENDIAN);
    counters.putLong(LossCounts.Counter.SKIPPED_RUNS.offset(), 2);

    assertThat(LossCounts.read(counters, 0, 0).of(LossReason.SKIPPED)).isEqualTo(2);
    assertThat(LossCounts.read(counters, 5, 0).of(LossReason.SKIPPED)).isEqualTo(5);
  }

  /** Calls in progress are none; those that never return are. */
  @Test
  void callsThatStayOpenAreMissedReturns() {
    ByteBuffer counters =
        ByteBuffer.allocate(LossCounts.Counter.values().length * 8).order(ByteOrder.LITTLE_ENDIAN);
    counters.putLong(LossCounts.Counter.CALLS_OPEN.offset(), 7);
    counters.putLong(LossCounts.Counter.MISSED_RETURNS.offset(), 1);

    assertThat(LossCounts.openCalls(counters)).isEqualTo(7);
    assertThat(LossCounts.read(counters, 0, 0).total()).isEqualTo(1);
    assertThat(LossCounts.read(counters, 0, 2).of(LossReason.MISSED_RETURN)).isEqualTo(3);
  }

  @Test
  void eachReasonHasARemedyOfItsOwn() {
    assertThat(LossReason.values()).extracting(LossReason::advice).doesNotHaveDuplicates();
  }

  /** No advice to use the backend that runs already. */
  @Test
  void whatHelpsAgainstSkippedRunsFitsTheBackend() {
    assertThat(LossReason.SKIPPED.advice(Backend.FENTRY)).contains("--backend kprobe");
    assertThat(LossReason.SKIPPED.advice(Backend.KPROBE))
        .contains("other tracers")
        .doesNotContain("--backend");
    assertThat(LossReason.SKIPPED.advice(Backend.TRACEPOINT))
        .contains("doctor")
        .doesNotContain("--backend");
    for (Backend backend : Backend.values()) {
      assertThat(LossReason.RING_FULL.advice(backend)).isEqualTo(LossReason.RING_FULL.advice());
    }
  }

  @Test
  void nothingIsLostAtFirst() {
    assertThat(LossCounts.NONE.total()).isZero();
  }

  @Test
  void eachReasonHasAWordAndAnAdvice() {
    for (LossReason reason : LossReason.values()) {
      assertThat(reason.word()).isEqualTo(reason.name().toLowerCase(Locale.ROOT));
      assertThat(reason.advice()).isNotBlank();
    }
  }
}
