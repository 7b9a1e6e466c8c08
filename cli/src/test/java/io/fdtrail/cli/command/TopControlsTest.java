package io.fdtrail.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.cli.command.TopControls.Mode;
import io.fdtrail.cli.options.TopOptions;
import io.fdtrail.traffic.Order;
import io.fdtrail.traffic.View;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopControlsTest {
  private static final List<Object> ROWS = List.of("a", "b", "c");

  private final List<String> taken = new ArrayList<>();
  private final TopControls controls =
      new TopControls(
          new TopOptions(
              false,
              Duration.ofSeconds(1),
              OptionalLong.empty(),
              View.PAIRS,
              Order.RATE,
              List.of()),
          this::take,
          text -> Optional.of("never"));

  private Optional<String> take(String text) {
    taken.add(text);
    return text.equals("bad") ? Optional.of("no \033[2J") : Optional.empty();
  }

  private void press(String sent) {
    TopKey.decode(sent.getBytes(StandardCharsets.UTF_8))
        .forEach(key -> controls.press(key, ROWS, 5));
  }

  @Test
  void theChosenRowIsTheSameWhereverItMoves() {
    press("j");
    assertThat(controls.place(ROWS)).isEqualTo(1);
    assertThat(controls.place(List.of("b", "a"))).isZero();
    assertThat(controls.place(List.of("a"))).isZero();
    press("GGj");
    assertThat(controls.place(ROWS)).isEqualTo(2);
    press("\033[Hk");
    assertThat(controls.selected()).isEmpty();
  }

  @Test
  void viewsGoRound() {
    press("\033[D");
    assertThat(controls.view()).isEqualTo(View.DROPS);
    press("\t\t");
    assertThat(controls.view()).isEqualTo(View.PROCESSES);
    press("9");
    assertThat(controls.view()).isEqualTo(View.PROCESSES);
  }

  @Test
  void rowsAreScrolledToTheLastOne() {
    press("\rjjjjjjjjj");
    assertThat(controls.mode()).isEqualTo(Mode.ROWS);
    assertThat(controls.skipped()).isEqualTo(4);
    press("2");
    assertThat(controls.view()).isEqualTo(View.PAIRS);
    press("\r");
    assertThat(controls.mode()).isEqualTo(Mode.LOADS);
  }

  @Test
  void whatIsWrongIsSaidEscapedAndCanBeMended() {
    press("/badq\177\r");
    assertThat(controls.message()).isEqualTo("no \\33[2J");
    assertThat(controls.mode()).isEqualTo(Mode.FILTER);
    press("\025kind == memfd");
    assertThat(controls.prompt()).isEqualTo("filter: kind == memfd_");
    press("\r");
    assertThat(taken).containsExactly("bad", "kind == memfd");
    assertThat(controls.mode()).isEqualTo(Mode.LOADS);
  }

  @Test
  void ordersGoRoundAndNothingElseHappensMeanwhile() {
    press("s\033[Dq");
    assertThat(controls.order()).isEqualTo(Order.GROWTH);
    assertThat(controls.hasEnded()).isFalse();
    press("q");
    assertThat(controls.hasEnded()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "0.05", "NaN", "-1", "86401", "1e9", "x"})
  void aDelayThatCannotBe(String text) {
    assertThat(TopControls.seconds(text)).isEmpty();
  }

  @Test
  void aDelay() {
    assertThat(TopControls.seconds("0.1")).contains(Duration.ofMillis(100));
  }
}
