package io.fdtrail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  @Test
  void theFirstTwoDashesEndOurs() {
    Arguments arguments = Arguments.of("-p", "1", "--", "ls", "--", "x");

    assertThat(arguments.ours()).containsExactly("-p", "1");
    assertThat(text(arguments.command().orElseThrow())).containsExactly("ls", "--", "x");
    assertThat(Arguments.of("-p", "1").command()).isEmpty();
    assertThat(Arguments.of("--").command().orElseThrow()).isEmpty();
  }

  private static List<String> text(List<byte[]> arguments) {
    return arguments.stream().map(bytes -> new String(bytes, StandardCharsets.UTF_8)).toList();
  }
}
