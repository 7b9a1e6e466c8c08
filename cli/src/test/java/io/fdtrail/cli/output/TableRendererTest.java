package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TableRendererTest {
  @Test
  void lossAndSummaryGoToTheStandardError() throws IOException {
    Rendered rendered = Rendered.table(Columns.TABLE, renderer -> {
      renderer.lost("ring_full", "give it more room", 17, 17);
      renderer.summary(1, Map.of(), "fentry");
      renderer.summary(1204, new TreeMap<>(Map.of("map_full", 2L, "ring_full", 17L)), "fentry");
    });

    assertThat(rendered.output()).isEmpty();
    assertThat(rendered.messages())
        .isEqualTo(
            """
            fdtrail: lost 17 (ring_full): give it more room
            1 event, 0 lost
            1204 events, 19 lost (2 map_full, 17 ring_full)
            """);
  }

  @Test
  void chosenColumnsHaveNothingBehindThem() throws IOException {
    Rendered rendered = Rendered.chosenTable(List.of("action", "sender", "in_flight_ns", "rdev"), renderer -> {
      renderer.begin();
      renderer.event(Samples.all().get("recv-plain"));
      renderer.event(Samples.all().get("fail-ebadf"));
    });

    assertThat(rendered.output())
        .isEqualTo(
            """
            ACTION SENDER                           IN_FLIGHT_NS RDEV
            RECV   client/1296790 fd 3              41000        1:3
            FAIL   -                                -            -
            """);
  }

  @Test
  void upToTheNameARowHasNoMoreThanAHundredColumns() throws IOException {
    String header = Rendered.table(Columns.TIMED_TABLE, Renderer::begin).output();

    assertThat(header).endsWith(" NAME\n").hasSizeLessThan(100);
  }
}
