package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --run-as} on a terminal: an interactive shell on one, and what is typed. */
class TerminalLiveTest {
  private static final Path PYTHON = Layout.ROOT.resolve("integration-tests/src/test/python");
  private static final String RUN = "type " + Layout.FDTRAIL + " --run-as nobody -- ";

  /** As it is typed. */
  private static final String ENTER = "\\n";

  @TempDir private Path directory;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  /** All that the terminal showed. */
  private String shown(String... steps) throws IOException, InterruptedException {
    Path script = Files.write(directory.resolve("steps"), List.of(steps));
    Outcome outcome = Program.shell("python3 " + PYTHON.resolve("on-terminal.py") + " <" + script);
    assertThat(outcome.status()).as(outcome.err()).isZero();
    return outcome.out();
  }

  /** Where another user can read it. */
  private Path publicCopy(String name) throws IOException {
    Files.setAttribute(directory, "unix:mode", 0755);
    return Files.copy(PYTHON.resolve(name), directory.resolve(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "</dev/null", "2>&1 | cat", "</dev/null 2>&1 | cat", "</dev/null >/dev/null"})
  void nothingIsPushedIntoOurShell(String redirections) throws IOException, InterruptedException {
    Path mark = directory.resolve("mark");
    String shown =
        shown(
            RUN
                + "python3 "
                + publicCopy("push-characters.py")
                + " "
                + mark
                + " "
                + redirections
                + "; tty"
                + ENTER,
            "expect events, 0 lost[^/]*/dev/pts/\\d+",
            "expect ready> ",
            "type " + ENTER,
            "expect ready> ",
            "type echo still here" + ENTER,
            "expect here\\r\\n");
    String ours =
        shown
            .lines()
            .filter(line -> line.startsWith("/dev/pts/"))
            .findFirst()
            .orElseThrow()
            .strip();
    assertThat(mark).as(shown).doesNotExist();
    assertThat(shown)
        .doesNotContain("pushed on " + ours + "\n")
        .doesNotContain("pushed on " + ours + "\r");
  }

  @Test
  void aTerminalThatIsAllItsOwnIsPushedInto() throws IOException, InterruptedException {
    String push = RUN + "python3 " + publicCopy("push-characters.py") + " /nowhere" + ENTER;
    assertThat(shown(push, "expect events, 0 lost"))
        .contains("fd 0 pushed on", "/dev/tty pushed on");
  }

  private static String trace(String variables, String options) {
    return "type " + variables + " " + Layout.FDTRAIL + " " + options + ENTER;
  }

  @Test
  void aRowIsColoured() throws IOException, InterruptedException {
    assertThat(shown("size 24 100", trace("TERM=xterm", "demo"), "expect events, 0 lost"))
        .contains("\nSEND ", "\n\033[32mRECV   \033[m", "\n\033[31mDROP   \033[m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM=xterm NO_COLOR=1", "TERM=dumb"})
  void aRowIsNotColoured(String variables) throws IOException, InterruptedException {
    assertThat(shown("size 24 100", trace(variables, "demo"), "expect events, 0 lost"))
        .contains("\nSEND ", "\nRECV ", "\nDROP ")
        .doesNotContain("\033[3");
  }

  @Test
  void whoWaitsForARowGetsAHint() throws IOException, InterruptedException {
    String options = "-d 11 -n ^nobody-has-this-name$";
    assertThat(shown("size 24 100", trace("TERM=xterm", options), "expect 0 events, 0 lost"))
        .contains("no row for 10 s");
    assertThat(
            shown(
                "size 24 100", trace("TERM=xterm", options + " | cat"), "expect 0 events, 0 lost"))
        .doesNotContain("no row for 10 s");
  }

  @Test
  void topDrawsInTheSamePlace() throws IOException, InterruptedException {
    String shown =
        shown(
            "size 6 60",
            trace("TERM=xterm", "top -d 0.3 --name passfd &"),
            "expect RECV/s +DROP/s +TOTAL",
            "type " + Layout.PASSFD + " keep-slowly 20 30" + ENTER,
            "expect RECV/s +DROP/s +TOTAL .*\\n[0-9.]+ +0 +[0-9]+ .* passfd/",
            "type kill %1; wait %1; echo status=$?" + ENTER,
            "expect status=\\d+",
            "settings");
    assertThat(shown).contains("\033[H", "\033[J", "status=0", "as before");
  }

  @Test
  void itIsTheUsersAndHasOurSize() throws IOException, InterruptedException {
    assertThat(
            shown(
                "size 31 101",
                RUN
                    + "sh -c 'stty size; stat -c %U `tty`; echo begun; read line; stty size; echo got $line'"
                    + ENTER,
                "expect begun\\r",
                "settings",
                "size 41 121",
                "type a word" + ENTER,
                "expect got a word",
                "expect ready> ",
                "settings"))
        .containsSubsequence(
            "31 101", "nobody", "raw", "41 121", "got a word", "0 events, 0 lost", "as before")
        .doesNotContain("\r\r");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\x03 130", "\\x1c 131"})
  void aKeyIsASignalForTheCommand(String keyAndStatus) throws IOException, InterruptedException {
    String[] parts = keyAndStatus.split(" ");
    assertThat(
            shown(
                RUN + "sh -c 'echo begun; exec sleep 60'" + ENTER,
                "expect begun\\r",
                "type " + parts[0],
                "expect ready> ",
                "type echo status=$?" + ENTER,
                "expect status=\\d+",
                "settings"))
        .contains("status=" + parts[1], "as before");
  }

  @Test
  void whenTheCommandStopsSoDoWe() throws IOException, InterruptedException {
    assertThat(
            shown(
                RUN + "sh -c 'echo begun; read line; echo got $line; exit 3'" + ENTER,
                "expect begun\\r",
                "type \\x1a",
                "expect Stopped",
                "expect ready> ",
                "settings",
                "type fg" + ENTER,
                "expect fdtrail",
                "type word" + ENTER,
                "expect got word",
                "expect ready> ",
                "type echo status=$?" + ENTER,
                "expect status=\\d+",
                "settings"))
        .containsSubsequence("Stopped", "as before", "got word", "status=3", "as before");
  }

  @Test
  void inTheBackgroundItTakesNoKeys() throws IOException, InterruptedException {
    assertThat(
            shown(
                RUN + "sh -c 'echo begun; read line; echo got $line' &" + ENTER,
                "expect begun\\r",
                "settings",
                "type echo for the shell" + ENTER,
                "expect for the shell\\r",
                "type fg" + ENTER,
                "expect sh -c",
                "type word" + ENTER,
                "expect got word",
                "expect ready> ",
                "settings"))
        .containsSubsequence("as before", "for the shell", "got word", "as before");
  }

  @ParameterizedTest
  @ValueSource(strings = {"KILL", "SEGV"})
  void aCrashLeavesTheTerminalAsItWas(String signal) throws IOException, InterruptedException {
    assertThat(
            shown(
                RUN + "sh -c 'echo tracer `ps -o ppid= $PPID`; exec sleep 6177'" + ENTER,
                "expect tracer +\\d+\\r",
                "settings",
                "kill " + signal + " tracer +(\\d+)",
                "expect ready> ",
                "type while pgrep -xf 'sleep 6177'; do sleep 0.1; done; echo no''ne" + ENTER,
                "expect none\\r",
                "settings"))
        .containsSubsequence("raw", "none", "as before");
  }

  @Test
  void theEndOfWhoIsBetweenLeavesTheTerminalAsItWas() throws IOException, InterruptedException {
    assertThat(
            shown(
                RUN + "sh -c 'echo between $PPID; exec sleep 6178'" + ENTER,
                "expect between +\\d+\\r",
                "settings",
                "kill KILL between +(\\d+)",
                "expect ready> ",
                "type echo status=$?" + ENTER,
                "expect status=\\d+",
                "settings"))
        .containsSubsequence("raw", "0 events, 0 lost", "status=129", "as before")
        .doesNotContain("Exception");
  }

  @Test
  void whomTheCommandLeavesBehindDoesNotKeepUs() throws IOException, InterruptedException {
    String flood = "for i in 1 2 3 4 5 6 7 8; do yes & done; sleep 0.3; exit 5";
    String run = RUN + "sh -c '" + flood + "'; echo status=$?." + ENTER;
    String shown = shown("slowly 0.03", run, "expect status=5\\.", "settings");
    assertThat(shown.substring(shown.lastIndexOf("status="))).contains("as before");
  }

  @Test
  void withoutATerminalTheCommandHasNone() throws IOException, InterruptedException {
    assertThat(
            shown(
                RUN
                        + "sh -c 'echo x >/dev/tty' </dev/null >/dev/null 2>"
                        + directory.resolve("err")
                        + ENTER,
                    "expect ready> ",
                "type cat " + directory.resolve("err") + ENTER, "expect No such device or address"))
        .contains("/dev/tty");
  }
}
