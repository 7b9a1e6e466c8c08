package io.fdtrail.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.TraceOptions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
  @Test
  void aTraceTakesTheDefaultRing() {
    assertThat(Commands.TRACE.likelyRing(List.of("-o", "json")))
        .isEqualTo(TraceOptions.DEFAULT_RING_SIZE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--ring-size", "--ring-size=1M", "--stack", "--stack=both"})
  void notIfItsSizeIsGiven(String option) {
    assertThat(Commands.TRACE.likelyRing(List.of("-v", option))).isZero();
  }

  @Test
  void whatIsQueuedIsReadWithoutIt() {
    assertThat(Commands.INFLIGHT.likelyRing(List.of())).isZero();
  }
}
