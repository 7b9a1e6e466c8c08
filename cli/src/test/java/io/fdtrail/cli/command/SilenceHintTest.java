package io.fdtrail.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.kernel.LossReason;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class SilenceHintTest {
  private static final long SECOND = 1_000_000_000L;

  private final StringWriter reported = new StringWriter();
  private final CallCount passedOn = new CallCount();
  private long now;

  private final SilenceHint hint =
      new SilenceHint(passedOn, new PrintWriter(reported, true), () -> now);

  @Test
  void itIsGivenOnce() throws IOException {
    now = 9 * SECOND;
    hint.drained();
    assertThat(reported.toString()).isEmpty();
    now = 10 * SECOND;
    hint.drained();
    hint.drained();
    assertThat(reported.toString().lines()).hasSize(1);
    assertThat(reported.toString()).startsWith("fdtrail: no row for 10 s: ");
    assertThat(passedOn.calls()).isEqualTo(3);
  }

  @Test
  void whoHasSeenARowNeedsNone() throws IOException {
    hint.event(null);
    now = 11 * SECOND;
    hint.drained();
    assertThat(reported.toString()).isEmpty();
    assertThat(passedOn.calls()).isEqualTo(2);
  }

  @Test
  void aLossIsNoRow() throws IOException {
    hint.lost(LossReason.values()[0], 1, 1);
    now = 11 * SECOND;
    hint.drained();
    assertThat(reported.toString()).isNotEmpty();
    assertThat(passedOn.calls()).isEqualTo(2);
  }
}
