package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever waits for a long conversion sees how far it is, if there is somebody. */
class ProgressTest {
  private static final Path LINES =
      Path.of("src/test/resources/io/fdtrail/recording/version-1.json");

  @TempDir private Path directory;

  private String convert(List<String> shell) throws IOException, InterruptedException {
    String printed = read("convert --to csv -o " + directory.resolve("rows.csv"), shell);
    assertThat(directory.resolve("rows.csv")).isNotEmptyFile();
    return printed;
  }

  /** Reads lines of which some come later than a person waits, and returns what it prints. */
  private String read(String options, List<String> shell) throws IOException, InterruptedException {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    String read = Layout.FDTRAIL + " " + options + " -r " + pipe;
    List<String> command = shell.stream().map(word -> word.replace("COMMAND", read)).toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    byte[] lines = Files.readAllBytes(LINES);
    try (OutputStream writer = Files.newOutputStream(pipe)) {
      writer.write(lines, 0, lines.length / 2);
      writer.flush();
      Thread.sleep(1500); // the patience is 1 s
      writer.write(lines, lines.length / 2, lines.length - lines.length / 2);
    }
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }

  @Test
  void aTerminalShowsIt() throws IOException, InterruptedException {
    assertThat(convert(script("COMMAND"))).startsWith("fdtrail: 0 MB read\033[K");
  }

  /** It gives way to rows, which begin where it was. */
  @Test
  void aTerminalShowsItAlsoBetweenRows() throws IOException, InterruptedException {
    String rows = read("", script("COMMAND"));
    assertThat(rows)
        .containsPattern("fdtrail: 0 MB read\033\\[K\r\033\\[K\r(\\033\\[32m)?(SEND|RECV)");
  }

  @Test
  void whoWaitsForAFileSeesIt() throws IOException, InterruptedException {
    assertThat(read("", script("COMMAND >" + directory.resolve("rows"))))
        .startsWith("fdtrail: 0 MB read\033[K");
  }

  /** The pager has the terminal for itself. */
  @Test
  void aPagerIsNotDisturbed() throws IOException, InterruptedException {
    assertThat(read("", script("COMMAND | cat"))).doesNotContain(" MB read");
  }

  private static List<String> script(String command) {
    return List.of("script", "-qec", "stty cols 80 rows 24; " + command, "/dev/null");
  }

  @Test
  void nothingElseDoes() throws IOException, InterruptedException {
    assertThat(convert(List.of("sh", "-c", "COMMAND"))).doesNotContain(" MB read");
  }
}
