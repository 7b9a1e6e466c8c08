package io.fdtrail.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ExpositionTest {
  @Test
  void aPage() {
    Exposition page = new Exposition();
    page.family("a", "counter", "Some.");
    page.sample(3, "x", "1", "y", "two");
    page.family("b", "gauge", "Others.");
    page.sample(4);
    page.seconds(1_500_000_000);

    assertThat(new String(page.bytes(), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            # HELP a_total Some.
            # TYPE a_total counter
            a_total{x="1",y="two"} 3
            # HELP b Others.
            # TYPE b gauge
            b 4
            b 1.5
            """);
  }

  @Test
  void aValueCannotEndItsLabel() {
    Exposition page = new Exposition();
    page.family("a", "gauge", "Some.");
    page.sample(1, "x", "q\"b\\n\nl");

    assertThat(new String(page.bytes(), StandardCharsets.UTF_8))
        .endsWith("a{x=\"q\\\"b\\\\n\\nl\"} 1\n");
  }
}
