package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code fdtrail --fail-on}: what fails a build. */
class BuildLiveTest {
  private static final int IMPOSSIBLE = 3;
  private static final Path PAGE = Layout.ROOT.resolve("docs/build.md");
  private static final Pattern STEP = Pattern.compile("- run: (sudo fdtrail .*)");

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  /** The workload, which does not print among the rows. */
  private static Outcome build(String options, String workload)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(Arrays.asList(options.split(" ")));
    arguments.addAll(List.of("--", "sh", "-c", Layout.PASSFD + " " + workload));
    return Fdtrail.run(arguments.toArray(String[]::new));
  }

  private static List<String> reported(Outcome outcome) {
    return outcome.errLines().stream().filter(line -> line.startsWith("fdtrail: ")).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--fail-on drop,lost              | run closed-with-queue | drop: 2 rows",
        "--fail-on fail -o json           | run epipe             | fail: 2 rows",
        "--fail-on FAIL --fields fd       | run epipe             | fail: 2 rows",
        "--fail-on drop --output /dev/null | run closed-with-queue | drop: 2 rows",
        "--fail-on leak,lost              | end close-some 4      | leak: 2 held by processes when they ended",
        "--fail-on drop,inheritable -c 2  | one-thread 9 1        | inheritable: 1 row",
      })
  void whatIsNamedFailsIt(String options, String workload, String reported)
      throws IOException, InterruptedException {
    Outcome outcome = build(options, workload + " >/dev/null");
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(4);
    assertThat(reported(outcome))
        .containsExactly(
            "fdtrail: --fail-on " + reported, "fdtrail: exit status 4, and not CMD's 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--fail-on drop,fail,lost                 | one-thread 9 1        | 0",
        "--fail-on inheritable,drop               | run cloexec-dgram     | 0",
        "--fail-on leak                           | end standard 4        | 0",
        "--fail-on leak --except kind==memfd      | end close-some 4      | 0",
        "--fail-on drop -k reg                    | run closed-with-queue | 0",
        "--fail-on drop --except reason==closed   | run closed-with-queue | 0",
        "--fail-on drop --except fd --except sender | run closed-with-queue | 0",
      })
  void nothingElseDoes(String options, String workload, int status)
      throws IOException, InterruptedException {
    Outcome outcome = build(options, workload + " >/dev/null");
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(status);
    assertThat(reported(outcome)).isEmpty();
  }

  @Test
  void itsStatusTakesThePlaceOfTheCommands() throws IOException, InterruptedException {
    String options = "--fail-on inheritable --error-exitcode 33";
    Outcome found = build(options, "one-thread 12 1; exit 7");
    assertThat(found.status()).isEqualTo(33);
    assertThat(reported(found))
        .containsExactly(
            "fdtrail: --fail-on inheritable: 12 rows",
            "fdtrail: and 2 more",
            "fdtrail: exit status 33, and not CMD's 7");
    assertThat(found.errLines().stream().filter(line -> line.startsWith("RECV "))).hasSize(10);
    assertThat(build(options, "one-thread 0 1; exit 7").status()).isEqualTo(7);
    assertThat(build(options, "one-thread 12 1; kill -KILL $$").status()).isEqualTo(33);
    assertThat(Fdtrail.run("--fail-on", "drop", "--", "/nonexistent").status()).isEqualTo(127);
  }

  @Test
  void quietlyItShowsOnlyTheRowsThatWereTheReason() throws IOException, InterruptedException {
    Outcome outcome = build("-q --fail-on drop", "run closed-with-queue >/dev/null");
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(4);
    assertThat(outcome.out()).isEmpty();
    List<String> lines = outcome.errLines();
    assertThat(lines.get(0)).matches("[1-9][0-9]* events, 0 lost.*");
    assertThat(lines.get(1)).isEqualTo("fdtrail: --fail-on drop: 2 rows");
    assertThat(lines.get(2)).startsWith("ACTION ");
    assertThat(lines.subList(3, 5)).allMatch(line -> line.startsWith("DROP "));
    assertThat(lines.subList(5, lines.size()))
        .containsExactly("fdtrail: exit status 4, and not CMD's 0");
    Outcome nothing = build("-q --fail-on fail,lost", "run closed-with-queue >/dev/null");
    assertThat(nothing.status()).as(nothing.err()).isZero();
    assertThat(nothing.out()).isEmpty();
    assertThat(nothing.errLines()).hasSize(1);
  }

  @Test
  void whatIsLostFailsIt() throws IOException, InterruptedException {
    Outcome outcome = build("--backend tracepoint --fail-on lost", "thrown-away 50 >/dev/null");
    Assumptions.assumeTrue(outcome.status() != IMPOSSIBLE, outcome.err().strip());
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(4);
    assertThat(reported(outcome))
        .endsWith(
            "fdtrail: --fail-on lost: 50 lost (50 unreadable)",
            "fdtrail: exit status 4, and not CMD's 0");
  }

  private static String program(String receive) {
    return "import socket; a, b = socket.socketpair(); socket.send_fds(a, [b'x'], [0]); b."
        + receive;
  }

  /** What the step of the page prints, and its status, if {@code make check} is this program. */
  private static List<String> step(Path directory, String program) throws IOException {
    return step(directory, program, 0);
  }

  private static List<String> step(Path directory, String program, int index) throws IOException {
    String step =
        STEP.matcher(Files.readString(PAGE))
            .results()
            .skip(index)
            .findFirst()
            .orElseThrow()
            .group(1);
    Files.writeString(directory.resolve("Makefile"), "check:\n\t@python3 -c \"" + program + "\"\n");
    try (Terminal terminal = new Terminal()) {
      terminal.type("cd " + directory + "; " + step + "; echo status $?");
      return terminal.untilEnd();
    }
  }

  @Test
  void theJobFailsOnALostDescriptor(@TempDir Path directory) throws IOException {
    assertThat(step(directory, program("recv(1)")))
        .contains("fdtrail: --fail-on drop: 1 row")
        .endsWith("fdtrail: exit status 4, and not CMD's 0", "status 4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"recvmsg(1, 99)", "recv(1)"})
  void theJobPassesOtherwise(String receive, @TempDir Path directory) throws IOException {
    String known = "open('/proc/self/comm', 'w').write('known'); ";
    assertThat(step(directory, (receive.equals("recv(1)") ? known : "") + program(receive)))
        .endsWith("status 0");
  }

  @Test
  void theJobFailsWithItsTests(@TempDir Path directory) throws IOException {
    assertThat(step(directory, "raise SystemExit(7)")).endsWith("status 2"); // that of make
  }

  @Test
  void theJobFailsOnALeak(@TempDir Path directory) throws IOException {
    String leaking = program("recvmsg(1, 99)").replace("b.recvmsg", "kept = b.recvmsg");
    assertThat(step(directory, leaking, 1)).endsWith("status 4");
    String closing = leaking + "; import os; os.close(kept[1][0][2][0])";
    assertThat(step(directory, closing, 1)).endsWith("status 0");
  }
}
