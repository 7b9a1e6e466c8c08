package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code fdtrail -- CMD}. */
class CommandLiveTest {
  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true          | 0",
        "exit 7        | 7",
        "kill -KILL $$ | 137",
        "kill -TERM $$ | 143",
      })
  void endsAsTheCommandDoes(String script, int status) throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("--", "sh", "-c", script);
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(status);
    assertThat(outcome.errLines()).last().isEqualTo("0 events, 0 lost");
  }

  /** Inherited as ignored, it would have the kernel forget an ended child. */
  @Test
  void endsAsTheCommandDoesThoughSigchldWasIgnored() throws IOException, InterruptedException {
    Outcome outcome =
        Program.run(
            "python3",
            "-c",
            "import os, signal, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])",
            Layout.FDTRAIL.toString(),
            "--",
            "sh",
            "-c",
            "exit 7");
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(7);
    assertThat(outcome.errLines()).last().isEqualTo("0 events, 0 lost");
  }

  @ParameterizedTest
  @CsvSource({"/nonexistent/program,127", "/etc/passwd,126"})
  void aCommandThatCannotRunIsOneLine(String command, int status)
      throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("--", command);
    assertThat(outcome.status()).isEqualTo(status);
    assertThat(outcome.errLines())
        .anyMatch(line -> line.startsWith("fdtrail: ") && line.contains(command));
  }

  @Test
  void theCommandFindsWhatWeWereStartedWith() throws IOException, InterruptedException {
    Outcome outcome =
        Program.shell(
            "ulimit -Sn 777; export JAVA_TOOL_OPTIONS=-Dx LD_LIBRARY_PATH=/nowhere; "
                + Layout.FDTRAIL
                + " -o json -- sh -c 'ulimit -n; cat /proc/self/coredump_filter; echo $JAVA_TOOL_OPTIONS $LD_LIBRARY_PATH'");
    String filter = Program.run("cat", "/proc/self/coredump_filter").out().strip();
    assertThat(outcome.outLines().subList(0, 3))
        .as(outcome.err())
        .containsExactly("777", filter, "-Dx /nowhere");
  }

  @Test
  void theCommandsEnvironmentIsOursByteForByte() throws IOException, InterruptedException {
    String env =
        "env -i A=$'\\xff\\n' GCONV_PATH=/x LC_ALL=xx FDTRAIL_HIDDEN_B=2 LD_LIBRARY_PATH=/nowhere PATH=$PATH NO_COLOR= ";
    Outcome expected = Program.shell(env + "sha256sum /proc/self/environ");
    Outcome outcome =
        Program.shell(env + Layout.FDTRAIL + " -o json -- sha256sum /proc/self/environ");
    assertThat(outcome.outLines().get(0)).as(outcome.err()).isEqualTo(expected.outLines().get(0));
  }

  @Test
  void showsDescendantsOnly() throws IOException, InterruptedException {
    try (Program other =
        Program.start(java.util.List.of(Layout.PASSFD.toString(), "one-thread", "1000000", "1"))) {
      Outcome outcome =
          Fdtrail.run(
              "-o",
              "json",
              "--",
              "sh",
              "-c",
              "sh -c '" + Layout.PASSFD + " one-thread 23 1'; exit 4");
      assertThat(outcome.status()).isEqualTo(4);
      Trace trace = Trace.parse(outcome.outLines());
      assertThat(trace.events())
          .hasSize(46)
          .noneMatch(row -> row.path("pid").asLong() == other.pid());
    }
  }

  @Test
  void runAsGivesUpRootForTheCommandAlone() throws IOException, InterruptedException {
    Outcome outcome =
        Fdtrail.run("-o", "json", "--run-as", "nobody", "--", "sh", "-c", "id -u; id -g; id -G");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.outLines().subList(0, 3)).containsExactly("65534", "65534", "65534");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nobody     | 65534 65534 65534 /nonexistent nobody nobody",
        "65534      | 65534 65534 65534 /nonexistent nobody nobody",
        "4711       | 4711 65534 65534",
        "3000000000 | 3000000000 65534 65534",
      })
  void theCommandIsThatUsers(String user, String expected)
      throws IOException, InterruptedException {
    Outcome outcome =
        Program.shell(
            "export MAIL=/x XDG_RUNTIME_DIR=/run/user/0; "
                + Layout.FDTRAIL
                + " -o json --run-as "
                + user
                + " -- sh -c 'echo `id -u` `id -g` `id -G` $HOME $USER $LOGNAME $MAIL $XDG_RUNTIME_DIR'");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.outLines().get(0)).isEqualTo(expected);
  }

  /** Who is in a session possesses the keys of it, whoever made them. */
  @Test
  void theKeysOfOurSessionAreNotTheCommands() throws IOException, InterruptedException {
    Path script = Path.of("/var/lib/fdtrail-test-key.py");
    Path source = Layout.ROOT.resolve("integration-tests/src/test/python/session-key.py");
    Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
    try {
      String read = "python3 " + script + " read";
      assertThat(Program.shell("python3 " + script + " make " + read).out())
          .isEqualTo("a secret\n");
      Outcome outcome =
          Program.shell(
              "python3 "
                  + script
                  + " make "
                  + Layout.FDTRAIL
                  + " -o json --run-as nobody -- "
                  + read);
      assertThat(outcome.outLines().get(0)).as(outcome.err()).isEqualTo("ENOKEY");
    } finally {
      Files.delete(script);
    }
  }

  @Test
  void noUserIsLeftAsWeAre() throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("--run-as", "4294967295", "--", "id", "-u");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.errLines()).singleElement().asString().contains("4294967295");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void withoutTheRightNothingIsAttached() throws IOException, InterruptedException {
    for (String capability : java.util.List.of("setuid", "setgid")) {
      Outcome outcome =
          Program.shell(
              "setpriv --bounding-set -"
                  + capability
                  + " "
                  + Layout.FDTRAIL
                  + " -v --run-as nobody -- true");
      assertThat(outcome.status()).isEqualTo(3);
      assertThat(outcome.errLines())
          .singleElement()
          .asString()
          .contains("CAP_" + capability.toUpperCase(java.util.Locale.ROOT), "sudo");
    }
  }

  @Test
  void aUserWhoDoesNotExistIsAUsageError() throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("--run-as", "no.such.user", "--", "true");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.errLines()).singleElement().asString().contains("no.such.user");
  }
}
