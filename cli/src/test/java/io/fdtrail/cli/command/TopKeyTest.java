package io.fdtrail.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.cli.command.TopKey.Name;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopKeyTest {
  private static List<TopKey> keys(String sent) {
    return TopKey.decode(sent.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "[A, UP",
    "OB, DOWN",
    "[5~, PAGE_UP",
    "[Z, BACK_TAB",
    "OS, F4",
    "[[D, F4",
    "[17~, F6",
    "[1;5A, OTHER",
    "[, OTHER",
    "x, OTHER"
  })
  void sequences(String afterEscape, Name name) {
    assertThat(keys("\033" + afterEscape)).containsExactly(TopKey.of(name));
  }

  @Test
  void severalAtOnce() {
    assertThat(keys("j\033[B\r\u00e9\177\033"))
        .containsExactly(
            new TopKey(Name.CHARACTER, "j"),
            TopKey.of(Name.DOWN),
            TopKey.of(Name.ENTER),
            new TopKey(Name.CHARACTER, "\u00e9"),
            TopKey.of(Name.ERASE),
            TopKey.of(Name.ESCAPE));
  }

  @Test
  void nothingMeansDrawAgainAndControlsAreNoText() {
    assertThat(keys("")).containsExactly(TopKey.of(Name.REDRAW));
    assertThat(keys("\001\u009b")).containsExactly(TopKey.of(Name.OTHER), TopKey.of(Name.OTHER));
  }
}
