package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.os.TerminalSize;
import io.fdtrail.traffic.View;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopTableTest {
  private static String show(Optional<TerminalSize> screen) throws IOException {
    return Rendered.top(List.of(Samples.top(View.FILES)), screen).output();
  }

  @Test
  void aScreenIsFilledAndNoMore() throws IOException {
    String shown = show(Optional.of(new TerminalSize(6, 40)));

    assertThat(shown).startsWith("\033[H").endsWith("\033[J");
    List<String> lines = shown.substring(3, shown.length() - 3).lines().toList();
    assertThat(lines).hasSize(5).allMatch(line -> line.matches("[ -~]{1,39}\033\\[K"));
    assertThat(lines.get(0)).isEqualTo("12.3 s, files by rate: sent 5/s, receiv\033[K");
  }

  @Test
  void aLargeScreenHasAll() throws IOException {
    String shown = show(Optional.of(new TerminalSize(1000, 10_000)));

    assertThat(shown.replaceAll("\033\\[[HJK]", "") + "\n").isEqualTo(show(Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1000, 0",
    "1, 2000, 0.5",
    "1, 1000, 1",
    "99, 10000, 9.9",
    "100, 10000, 10",
    "1234, 1000, 1234",
    "1, 0, 0"
  })
  void rates(int count, long millis, String shown) {
    assertThat(TopColumns.rate(count, Duration.ofMillis(millis))).isEqualTo(shown);
  }
}
