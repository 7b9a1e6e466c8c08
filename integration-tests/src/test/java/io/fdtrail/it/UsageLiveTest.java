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
  void aBadCommandLineIsOneLineAndStatus2(String arguments, String named)
      throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run(arguments.split(" "));
    outcome.assertRefused(2, "", named);
  }

  /** By the command line, by what opens the output, and with {@code -v} by whoever fails. */
  @ParameterizedTest
  @CsvSource({
    "--output,/nonexistent/%",
    "-v,--%",
    "-u,%",
    "--run-as,%",
    "send,/nonexistent/%",
    "--,/nonexistent/%"
  })
  void whateverANameIsAMessageIsPrintableAscii(String first, String second)
      throws IOException, InterruptedException {
    Outcome outcome =
        Fdtrail.run(first, second.replace("%", "\u001b[2J\u202e\u200b\u2028\nfdtrail: 0 lost"));
    assertThat(outcome.err()).matches("[ -~\n]+");
    assertThat(outcome.errLines()).noneMatch(line -> line.startsWith("fdtrail: 0 lost"));
  }

  @Test
  void helpFitsOneScreenAndShowsExamples() throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("--help");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains("--with-peer", "EXAMPLES");
    assertThat(outcome.outLines())
        .hasSizeLessThanOrEqualTo(50)
        .allMatch(line -> line.length() <= 100);
  }

  @Test
  void version() throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("--version");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).matches("fdtrail \\d+\\.\\d+\\.\\d+\\S*\n");
  }
}
