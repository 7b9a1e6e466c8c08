package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code fdtrail top} on the screen of tmux, with keys, and a process that gets descriptors. */
class TopScreenLiveTest {
  private static final Map<String, String> UTF8 = Map.of("LANG", "C.UTF-8");
  private static final String TOP = Layout.FDTRAIL + " top --name '^(passfd|dropper)$' ";
  private static final String SETTINGS = "stty -a | tr '\\n' ' ' | md5sum";
  private static final String PAIR = "^[1-9][0-9.]* +0 +[0-9]+ .* passfd/[0-9]+ -> passfd/[0-9]+";

  private static Program traffic;

  @TempDir private Path directory;

  @BeforeAll
  static void begin() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
    traffic = Program.start(List.of(Layout.PASSFD.toString(), "keep-slowly", "4000", "50"));
  }

  @AfterAll
  static void end() throws IOException {
    if (traffic != null) {
      traffic.close();
    }
  }

  private Tmux terminal(int rows, int columns) throws IOException, InterruptedException {
    return new Tmux(directory, rows, columns, UTF8);
  }

  @Test
  void keysChooseTheViewAndTheOrder() throws IOException, InterruptedException {
    try (Tmux terminal = terminal(24, 80)) {
      terminal.command(TOP);
      assertThat(terminal.await(PAIR))
          .contains(
              " 1 pairs  2 processes  3 services  4 files  5 drops ", "by rate", "lost 0, ring ");
      terminal.press("2");
      terminal.await("^SENT/s +RECV/s +DROP/s +TOTAL +OPEN +GROWTH +P50 +P99 +PROCESS");
      terminal.await("^0 +[1-9][0-9.]* +0 +[0-9]+ +[0-9]+ +\\+[0-9]+/min .* passfd/[0-9]+");
      terminal.press("Tab");
      terminal.await("^SENT/s .* SERVICE");
      terminal.press("Right");
      terminal.await("^SENT/s .* KIND +NAME");
      terminal.await("^[0-9.]+ +[0-9.]+ +0 .* memfd +/memfd:");
      terminal.press("5");
      terminal.await("^DROP/s +TOTAL +REASON");
      terminal.press("Left", "Left", "Left", "F6");
      terminal.await("^sort by rate: left, right, Enter");
      terminal.press("Left");
      terminal.await("^sort by growth:");
      terminal.press("Enter");
      assertThat(terminal.await("^Enter rows  / filter")).contains("by growth");
      terminal.press("q");
      terminal.await("^" + Tmux.READY + "$");
    }
  }

  @Test
  void enterShowsTheRowsOfAPair() throws IOException, InterruptedException {
    try (Tmux terminal = terminal(24, 100)) {
      terminal.command(TOP);
      terminal.await(PAIR);
      terminal.press("Enter");
      terminal.await("^ACTION +PID +SOCKET +FD +NAME");
      assertThat(terminal.await("^RECV +[0-9]+ .* < passfd/")).doesNotContain("SEND ");
      terminal.press("Escape");
      terminal.await("SENDER -> RECEIVER");
    }
  }

  /** Not what was typed and given up before. */
  @Test
  void theFilterCanAlsoBeChangedBesideTheRowsOfAPair() throws IOException, InterruptedException {
    try (Tmux terminal = terminal(24, 100)) {
      terminal.command(TOP);
      terminal.await(PAIR);
      terminal.press("/");
      terminal.type("stale");
      terminal.await("^filter: stale_");
      terminal.press("Escape");
      terminal.await("^Enter rows");
      terminal.press("Enter");
      terminal.await("^ACTION +PID +SOCKET +FD +NAME");
      terminal.press("F4");
      terminal.await("^filter: _");
    }
  }

  @Test
  void rowsAreFiltered() throws IOException, InterruptedException {
    try (Tmux terminal = terminal(24, 100)) {
      terminal.command(TOP + "--view files");
      terminal.await("^[1-9][0-9.]* +[1-9][0-9.]* +0 .* memfd");
      terminal.press("F4");
      terminal.type("action = RECV");
      terminal.await("^filter: action = RECV_");
      terminal.press("Enter");
      terminal.await("^'=' is not an operator");
      terminal.press("C-u");
      terminal.type("action == RECV");
      terminal.press("Enter");
      terminal.await("^0 +[1-9][0-9.]* +0 .* memfd");
      terminal.await("^\\[action == RECV\\]");
      terminal.press("/", "C-u");
      terminal.type("cmdline ~ \"x\"");
      terminal.press("Enter");
      terminal.await("^that is looked up only if -F asks for it");
    }
  }

  @Test
  void pauseAndDelayAndHelp() throws IOException, InterruptedException {
    try (Tmux terminal = terminal(24, 80)) {
      terminal.command(TOP + "-d 0.2");
      terminal.await(PAIR);
      terminal.press("p");
      String paused = terminal.await("PAUSED");
      Thread.sleep(1000);
      assertThat(terminal.screen()).isEqualTo(paused);
      terminal.press("?");
      terminal.await("^Enter +the last events of that row");
      terminal.press("x", "p");
      terminal.await(PAIR);
      terminal.press("d");
      terminal.type("0");
      terminal.press("Enter");
      terminal.await("^from 0.1 to 86400 seconds");
      terminal.press("C-u");
      terminal.type("3600");
      terminal.press("Enter");
      String before = terminal.await("^Enter rows");
      Thread.sleep(1500);
      assertThat(terminal.screen()).isEqualTo(before);
    }
  }

  @Test
  void itFitsTheScreenWhateverItsSize() throws IOException, InterruptedException {
    try (Tmux terminal = terminal(24, 80)) {
      terminal.command(TOP + "-d 0.2 --view processes");
      terminal.await("passfd/");
      terminal.resize(40, 140);
      terminal.await("(?s)\\A  1 pairs.*\\n{20,}Enter rows.*q quit$");
      assertThat(terminal.screen().lines()).hasSize(40);
      terminal.resize(8, 40);
      terminal.await("\u2026$");
      assertThat(terminal.screen().lines()).hasSize(8).allMatch(line -> line.length() < 40);
    }
  }

  @Test
  void anAsciiTerminalGetsAscii() throws IOException, InterruptedException {
    try (Tmux terminal = new Tmux(directory, 24, 40, Map.of("LANG", "C", "NO_COLOR", "1"))) {
      terminal.command(TOP);
      assertThat(terminal.await("^[1-9][0-9.]* +0 ")).contains("...").doesNotContain("\u2026");
      assertThat(terminal.colours()).doesNotContainPattern("\033\\[3[0-7]m");
    }
  }

  @ParameterizedTest
  @CsvSource({"q, 0", "F10, 0", "C-c, 0", "C-\\, 0"})
  void aKeyEndsItAndTheTerminalIsAsBefore(String key, int status)
      throws IOException, InterruptedException {
    try (Tmux terminal = terminal(24, 80)) {
      String before = settings(terminal);
      terminal.command(TOP);
      terminal.await(PAIR);
      terminal.press(key);
      terminal.await("^" + Tmux.READY + "$");
      terminal.command("echo status=$?");
      terminal.await("^status=" + status);
      assertThat(settings(terminal)).isEqualTo(before);
      assertThat(terminal.screen()).doesNotContain("SENDER");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "HUP", "QUIT", "SEGV", "ABRT"})
  void aSignalEndsItAndTheTerminalIsAsBefore(String signal)
      throws IOException, InterruptedException {
    try (Tmux terminal = terminal(24, 80)) {
      String before = settings(terminal);
      terminal.command("cd " + directory + "; echo $$ >pid; ulimit -c 0; " + TOP);
      terminal.await(PAIR);
      String shell = Files.readString(directory.resolve("pid")).strip();
      assertThat(Program.shell("pkill -" + signal + " -P " + shell).status()).isZero();
      terminal.await(Tmux.READY + "$");
      assertThat(settings(terminal)).isEqualTo(before);
      assertThat(terminal.screen()).doesNotContain("SENDER");
    }
  }

  @Test
  void itStopsAndContinues() throws IOException, InterruptedException {
    try (Tmux terminal = terminal(24, 80)) {
      String before = settings(terminal);
      terminal.command(TOP + "-v 2>" + directory.resolve("err"));
      terminal.await(PAIR);
      terminal.press("C-z");
      terminal.await("Stopped");
      assertThat(settings(terminal)).isEqualTo(before);
      terminal.command("fg");
      terminal.await(PAIR);
      terminal.press("4");
      terminal.await("^SENT/s .* KIND +NAME");
      terminal.press("q");
      terminal.await(Tmux.READY + "$");
      assertThat(settings(terminal)).isEqualTo(before);
    }
    assertThat(Files.readString(directory.resolve("err")))
        .contains("fenced: system calls by seccomp", "INFO the fence refused 0 calls");
  }

  private static String settings(Tmux terminal) throws IOException, InterruptedException {
    terminal.command("clear; " + SETTINGS);
    String settings = terminal.await("^[0-9a-f]{32}");
    return settings
        .lines()
        .filter(line -> line.matches("[0-9a-f]{32}.*"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRecordingIsReplayedAsFastAsItWasMade() throws IOException, InterruptedException {
    Path file = directory.resolve("recording");
    Outcome made = Program.run(Layout.FDTRAIL.toString(), "-w", file.toString(), "-d", "4");
    assertThat(made.status()).as(made.err()).isZero();
    try (Tmux terminal = terminal(24, 80)) {
      long begin = System.nanoTime();
      terminal.command(Layout.FDTRAIL + " top --name '^passfd$' -r " + file);
      terminal.await(PAIR);
      assertThat(terminal.await("THE END")).contains("passfd");
      assertThat((System.nanoTime() - begin) / 1e9).isBetween(3.0, 8.0);
      terminal.press("Enter");
      terminal.await("^RECV +[0-9]+ ");
      terminal.press("q");
      terminal.await("^" + Tmux.READY + "$");
    }
  }
}
