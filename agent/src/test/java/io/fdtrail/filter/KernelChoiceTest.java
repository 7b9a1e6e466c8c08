package io.fdtrail.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.bpf.Probe;
import io.fdtrail.event.Action;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelChoiceTest {
  private static KernelChoice of(String expression) throws FilterSyntaxException {
    return Filter.of(expression).kernelChoice();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pid == 5                        | pid == 5           | ''",
        "pid in [5, 6] and kind == memfd | pid in [5, 6]      | kind == memfd",
        "fd > 3 and uid == 0 and fd < 9  | uid == 0           | fd > 3 and fd < 9",
        "cgroup_id == 8589934597         | cgroup_id == 8589934597 | ''",
        "(action == SEND)                | (action == SEND)   | ''",
        "action not in [SEND, RECV]      | action not in [SEND, RECV] | ''",
        "action != SEND and action != RECV | action != SEND and action != RECV | ''",
        "pid == 5 and pid == 6           | pid == 5           | pid == 6",
        "action == SEND and action == RECV | action == SEND   | action == RECV",
      })
  void itTakesTheTermsThatItCanDecide(String expression, String taken, String left)
      throws FilterSyntaxException {
    assertThat(of(expression).isThere()).isTrue();
    assertThat(of(expression).terms()).isEqualTo(taken);
    assertThat(of(expression).rest()).isEqualTo(left);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pid == 5 or uid == 0",
        "not pid == 5",
        "pid != 5",
        "pid > 5",
        "has pid",
        "pid == 4294967296",
        "sender.pid == 5",
        "tid == 5",
        "comm == pid",
        "action ~ SEND",
        "not action == SEND",
      })
  void itLeavesOthers(String expression) throws FilterSyntaxException {
    assertThat(of(expression).isThere()).isFalse();
    assertThat(of(expression).rest()).contains(expression);
    assertThat(of(expression).pids()).isEmpty();
    assertThat(of(expression).uids()).isEmpty();
    assertThat(of(expression).actions()).hasSize(Action.values().length);
  }

  @Test
  void itHasTheNumbersAndActions() throws FilterSyntaxException {
    KernelChoice choice =
        of("pid in [7, 8] and uid == 4294967295 and cgroup_id == 9 and action in [RECV, DROP]");
    assertThat(choice.pids()).containsExactlyInAnyOrder(7, 8);
    assertThat(choice.uids()).containsExactly(-1);
    assertThat(choice.cgroupIds()).containsExactly(9L);
    assertThat(choice.actions()).isEqualTo(EnumSet.of(Action.RECV, Action.DROP));
  }

  @Test
  void theOtherEndsEventsMayBeWanted() throws FilterSyntaxException {
    KernelChoice choice = Filter.of("pid == 5 and action == SEND").withPeer().kernelChoice();
    assertThat(choice.isThere()).isFalse();
    assertThat(choice.rest()).isEqualTo("pid == 5 and action == SEND");
  }

  @Test
  void itIsTheRoomOfTheKernelSide() throws IOException {
    try (InputStream header = Probe.class.getResourceAsStream("layout.txt")) {
      assertThat(new String(header.readAllBytes(), StandardCharsets.US_ASCII).lines())
          .contains("constant FDTRAIL_MAX_CHOSEN " + KernelChoice.MOST);
    }
  }

  @Test
  void thereIsRoomForSoMany() throws FilterSyntaxException {
    String most =
        IntStream.range(0, KernelChoice.MOST)
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(","));
    assertThat(of("pid in [" + most + "]").pids()).hasSize(KernelChoice.MOST);
    KernelChoice more = of("uid == 1 and pid in [" + most + "]");
    assertThat(more.uids()).containsExactly(1);
    assertThat(more.pids()).isEqualTo(Set.of());
    assertThat(more.rest()).startsWith("pid in [0");
  }

  @Test
  void ofNoneUserSpaceDecidesAll() throws FilterSyntaxException {
    KernelChoice none = of("kind == reg and pid == 5").none();
    assertThat(none.isThere()).isFalse();
    assertThat(none.rest()).isEqualTo("pid == 5 and kind == reg");
    assertThat(Filter.ALL.kernelChoice().isThere()).isFalse();
  }
}
