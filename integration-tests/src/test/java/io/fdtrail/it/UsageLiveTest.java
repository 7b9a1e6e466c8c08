package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command says without tracing; needs no rights. */
class UsageLiveTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--nonsense        | unknown option --nonsense",
        "nonsense          | nonsense",
        "-p nonsense       | nonsense",
        "-p -5             | -5",
        "-t 0              | 0",
        "-n (              | (",
        "-d nonsense       | nonsense",
        "-c 0              | 0",
        "-a NONSENSE       | NONSENSE",
        "-u no.such.user   | no.such.user",
        "-o nonsense       | nonsense",
        "--fields nonsense | nonsense",
        "--backend magic   | magic",
        "--ring-size 5     | 5",
        "--run-as nobody   | --run-as",
        "--                | --",
      })
  void aBadCommandLineIsOneLineAndStatus2(String arguments, String named) throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run(arguments.split(" "));
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.errLines()).singleElement().asString().startsWith("fdtrail: ").contains(named);
  }

  @Test
  void helpFitsOneScreenAndShowsExamples() throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("--help");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains("--with-peer", "EXAMPLES");
    assertThat(outcome.outLines()).hasSizeLessThan(70).allMatch(line -> line.length() <= 100);
  }

  @Test
  void version() throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("--version");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).matches("fdtrail \\d+\\.\\d+\\.\\d+\\S*\n");
  }
}
