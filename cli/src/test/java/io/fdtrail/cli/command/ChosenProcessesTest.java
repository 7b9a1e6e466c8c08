package io.fdtrail.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ChosenProcessesTest {
  @Test
  void theEndNamesThem() {
    assertThat(ChosenProcesses.end(new TreeSet<>(List.of(1234))))
        .isEqualTo("process 1234 has ended");
    assertThat(ChosenProcesses.end(new TreeSet<>(List.of(12, 7))))
        .isEqualTo("processes 7, 12 have ended");
  }
}
