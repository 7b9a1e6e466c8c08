package io.fdtrail.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EnvironmentTest {
  private static Environment of(String block) {
    return Environment.of(block.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void variablesKeepTheirBytesAndOrder() {
    assertThat(of("A=1\0B=\u00ff\n\0C=\0").variables())
        .containsExactly(
            "A=1".getBytes(StandardCharsets.ISO_8859_1),
            "B=\u00ff\n".getBytes(StandardCharsets.ISO_8859_1),
            "C=".getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void withoutALauncherItIsThatOfTheJvm() {
    assertThat(Environment.ofProcess().get("PATH")).contains(System.getenv("PATH"));
  }

  @Test
  void aNameIsNotABeginning() {
    assertThat(of("PATHS=/x\0").get("PATH")).isEmpty();
    assertThat(of("").variables()).isEmpty();
  }
}
