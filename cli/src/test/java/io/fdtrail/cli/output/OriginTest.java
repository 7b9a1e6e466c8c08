package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OriginTest {
  @Test
  void aRecordingSaysWhereItIsFrom() {
    Origin origin =
        Origin.reported(Map.of("host", "a\nb", "boot_id", "c0de-1", "fdtrail", "0.1.0"), 7);

    assertThat(origin.trace().get().host().toString()).isEqualTo("a\nb");
    assertThat(origin.trace().get().bootId()).isEqualTo("c0de-1");
    assertThat(origin.trace().get().tracer()).isEqualTo("0.1.0");
    assertThat(origin.numbers().getAsLong()).isEqualTo(7);
  }

  /** These are written as they are. */
  @Test
  void noWordOfARecordingEndsTheText() {
    Origin origin =
        Origin.reported(Map.of("boot_id", "\",\"uid\":0,\"", "fdtrail", "1\u001b[2J"), 7);

    assertThat(origin.trace().get().bootId()).isEmpty();
    assertThat(origin.trace().get().tracer()).isEmpty();
    assertThat(origin.trace().get().host().isEmpty()).isTrue();
  }
}
