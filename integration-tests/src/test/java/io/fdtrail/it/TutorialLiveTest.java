package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.it.ShownCommands.Shown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page shows is what its commands print; -Dgolden.write=true writes it anew. */
class TutorialLiveTest {
  private static final Path TUTORIAL = Layout.ROOT.resolve("docs/tutorial.md");
  private static final Path PROGRAM = Layout.ROOT.resolve("docs/examples/countd.py");
  private static final Pattern DIFF = Pattern.compile("```diff\n(.*?)```", Pattern.DOTALL);

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  /** What differs from run to run, and from machine to machine. */
  private static String plain(String line) {
    return line.replaceFirst("^([A-Z]+ +)\\d+ +\\d+ ", "$1PID TID ")
        .replaceAll("(open in |held by )\\d+:", "$1PID:")
        .replaceAll("(< \\S+/)\\d+ ", "$1PID ")
        .replaceAll(":\\[\\d+]", ":[INODE]")
        .replaceAll("\\b[\\d.]+ [num]?s\\b", "TIME")
        .replaceAll(" +", " ");
  }

  private static List<String> plain(List<String> lines) {
    return lines.stream().map(TutorialLiveTest::plain).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/tutorial.md", "docs/build.md"})
  void commandsPrintWhatIsShown(String page) throws IOException {
    Path file = Layout.ROOT.resolve(page);
    ShownCommands shown = ShownCommands.of(file);
    assertThat(shown.commands()).isNotEmpty();
    List<List<String>> printed = run(shown.commands());
    if (Boolean.getBoolean("golden.write")) {
      shown.rewrite(file, printed);
      return;
    }
    for (int i = 0; i < printed.size(); i++) {
      Shown command = shown.commands().get(i);
      assertThat(plain(printed.get(i)))
          .as(command.command())
          .isEqualTo(plain(shown.output(command)));
    }
  }

  @Test
  void theCorrectionEndsTheLeak(@TempDir Path directory) throws IOException {
    String diff =
        DIFF.matcher(Files.readString(TUTORIAL)).results().findFirst().orElseThrow().group(1);
    String before = diff.replaceAll("(?m)^[+].*\n", "").replaceAll("(?m)^[ -]", "");
    String after = diff.replaceAll("(?m)^-.*\n", "").replaceAll("(?m)^[ +]", "");
    assertThat(PROGRAM).content().contains(before);
    Path corrected = directory.resolve("countd.py");
    Files.writeString(corrected, Files.readString(PROGRAM).replace(before, after));
    List<Shown> commands =
        ShownCommands.of(TUTORIAL).commands().stream()
            .map(
                shown ->
                    shown.with(
                        shown.command().replace("docs/examples/countd.py", corrected.toString())))
            .toList();

    assertThat(run(commands))
        .anySatisfy(
            lines ->
                assertThat(lines)
                    .last()
                    .isEqualTo(
                        "6 received; 0 open, 0 copies, 0 held, 0 elsewhere, 0 queued, 0 mapped"));
  }

  /** One backend says what it cannot see, and each checkout is somewhere else. */
  private static List<String> portable(List<String> lines) {
    return lines.stream()
        .filter(line -> !line.startsWith("fdtrail: incomplete: tracepoint does not see "))
        .map(line -> line.replace(Layout.ROOT.toString(), "/src/fdtrail"))
        .toList();
  }

  private static List<List<String>> run(List<Shown> commands) throws IOException {
    List<List<String>> printed = new ArrayList<>();
    int waiting = -1;
    try (Terminal first = new Terminal();
        Terminal second = new Terminal()) {
      for (Shown shown : commands) {
        if (waiting >= 0 && commands.get(waiting).from() < shown.from()) {
          printed.set(waiting, portable(first.untilEnd()));
          waiting = -1;
        }
        Terminal terminal = shown.second() ? second : first;
        terminal.type(shown.command());
        if (shown.meanwhile()) {
          waiting = printed.size();
          terminal.await(line -> line.contains("tracing with"));
          printed.add(List.of());
        } else {
          printed.add(
              portable(shown.background() ? terminal.until(shown.lines()) : terminal.untilEnd()));
        }
      }
      if (waiting >= 0) {
        printed.set(waiting, portable(first.untilEnd()));
      }
    }
    return printed;
  }
}
