package io.fdtrail.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The numbers of the programs' knobs, against those of {@code fdtrail.h}. */
class ChoiceTest {
  private final Map<String, Long> header = new HashMap<>();

  ChoiceTest() throws IOException {
    try (InputStream in = Choice.class.getResourceAsStream("layout.txt")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
        String[] words = line.split(" ");
        if (words[0].equals("constant")) {
          header.put(words[1], Long.parseLong(words[2]));
        }
      }
    }
  }

  private static Choice of(Set<Integer> pids, Set<Integer> uids, Set<Integer> cgroups) {
    return new Choice(pids, uids, cgroups, 0);
  }

  @Test
  void eachNumberHasTheHeadersBit() {
    Set<Integer> one = Set.of(7);
    Set<Integer> none = Set.of();
    Map<String, Choice> choices =
        Map.of(
            "PID", of(one, none, none), "UID", of(none, one, none), "CGROUP", of(none, none, one));
    choices.forEach(
        (name, choice) -> {
          Long bit = header.get("FDTRAIL_CHOSEN_" + name);
          assertThat(choice.by()).as(name).isEqualTo(bit);
          assertThat(choice.numbers()).as(name).containsExactly(Map.entry(7, bit));
        });
  }

  @Test
  void theActionsComeAfterTheHeadersBits() {
    Choice choice = new Choice(Set.of(), Set.of(), Set.of(), 0b101);
    assertThat(choice.by()).isEqualTo(0b101L << header.get("FDTRAIL_CHOSEN_ACTIONS"));
  }

  @Test
  void stacksAreThoseOfTheHeader() {
    assertThat(Knobs.STACKS_SEND).isEqualTo(header.get("FDTRAIL_STACKS_SEND").intValue());
    assertThat(Knobs.STACKS_RECV).isEqualTo(header.get("FDTRAIL_STACKS_RECV").intValue());
  }
}
