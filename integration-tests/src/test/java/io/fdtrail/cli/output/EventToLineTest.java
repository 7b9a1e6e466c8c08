package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.bpf.RecordedEvents;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What is compared does the same. */
class EventToLineTest {
  @Test
  void allWritersWriteTheSame() throws IOException {
    String own = lines("own");

    assertThat(own.lines()).hasSize(RecordedEvents.PER_ROUND);
    assertThat(lines("own without copies")).isEqualTo(own);
    assertThat(lines("Jackson")).isEqualTo(own);
  }

  private static String lines(String writer) throws IOException {
    EventToLine benchmark = new EventToLine();
    benchmark.writer = writer;
    benchmark.open();
    return benchmark.round();
  }
}
