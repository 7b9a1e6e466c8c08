package io.fdtrail.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class FilterOptionsTest {
  /** As {@code pidof} and {@code pgrep} print them, too. */
  @ParameterizedTest
  @ValueSource(strings = {"7,1234", "7 1234", "7\n1234", "7, 1234"})
  void processesAreAList(String numbers) {
    CommandSpec spec = CommandSpec.create();
    FilterOptions.addChoice(spec);
    for (String option : new String[] {"-p", "-t"}) {
      assertThat(
              new CommandLine(spec)
                  .parseArgs(option, numbers)
                  .<Iterable<String>>matchedOptionValue(option, null))
          .containsExactly("7", "1234");
    }
  }
}
