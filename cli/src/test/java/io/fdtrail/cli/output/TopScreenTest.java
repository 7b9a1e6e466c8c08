package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.FdEvent;
import io.fdtrail.os.Errno;
import io.fdtrail.os.TerminalSize;
import io.fdtrail.traffic.View;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With hostile names, in each size. */
class TopScreenTest {
  private static List<String> shown(View view, boolean rows, boolean utf8, TerminalSize size)
      throws IOException {
    StringBuilder drawn = new StringBuilder();
    Destination terminal =
        (lines, length) -> {
          drawn.append(new String(lines, 0, length, StandardCharsets.UTF_8));
          return 0;
        };
    Optional<List<FdEvent>> events =
        rows ? Optional.of(List.copyOf(Samples.all().values())) : Optional.empty();
    new TopScreen(EventOutput.coloured(terminal), utf8, bootNs -> bootNs, Errno::name)
        .show(
            new TopPicture(Samples.top(view), "PAUSED", "", 1, events, 0, List.of(), "", ""), size);
    assertThat(drawn.toString()).startsWith("\033[H").endsWith("\033[J");
    return drawn
        .substring(3, drawn.length() - 3)
        .replaceAll("\033\\[[0-9]*[mK]", "")
        .lines()
        .toList();
  }

  @ParameterizedTest
  @EnumSource(View.class)
  void itFillsTheScreenAndNoMore(View view) throws IOException {
    for (TerminalSize size :
        List.of(new TerminalSize(24, 80), new TerminalSize(5, 20), new TerminalSize(100, 200))) {
      for (boolean rows : new boolean[] {true, false}) {
        assertThat(shown(view, rows, false, size))
            .hasSize(size.rows())
            .allMatch(line -> line.length() < size.columns() && line.matches("[ -~]*"));
      }
    }
  }

  @Test
  void whatIsCutEndsWithAMark() throws IOException {
    TerminalSize narrow = new TerminalSize(24, 30);
    assertThat(shown(View.PAIRS, false, true, narrow).get(2)).endsWith("\u2026").hasSize(29);
    assertThat(shown(View.PAIRS, false, false, narrow).get(2)).endsWith("...").hasSize(29);
  }

  @Test
  void theChosenRowIsReversedAndDropsAreRed() throws IOException {
    StringBuilder drawn = new StringBuilder();
    Destination terminal =
        (lines, length) -> {
          drawn.append(new String(lines, 0, length, StandardCharsets.US_ASCII));
          return 0;
        };
    new TopScreen(EventOutput.coloured(terminal), false, bootNs -> bootNs, Errno::name)
        .show(
            new TopPicture(
                Samples.top(View.DROPS), "", "", 0, Optional.empty(), 0, List.of(), "", ""),
            new TerminalSize(24, 120));
    String[] lines = drawn.toString().split("\n");
    assertThat(lines[3]).startsWith("\033[7m").doesNotContain("\033[31m");
    assertThat(lines[4]).startsWith("\033[31m");
  }
}
