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

  /** Converts lines of which some come later than a person waits, and returns what it prints. */
  private String convert(List<String> shell) throws IOException, InterruptedException {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Path rows = directory.resolve("rows.csv");
    String convert = Layout.FDTRAIL + " convert -r " + pipe + " --to csv -o " + rows;
    List<String> command = shell.stream().map(word -> word.replace("COMMAND", convert)).toList();
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
    assertThat(rows).isNotEmptyFile();
    return printed;
  }

  @Test
  void aTerminalShowsIt() throws IOException, InterruptedException {
    assertThat(convert(List.of("script", "-qec", "stty cols 80 rows 24; COMMAND", "/dev/null")))
        .startsWith("fdtrail: 0 MB read\033[K");
  }

  @Test
  void nothingElseDoes() throws IOException, InterruptedException {
    assertThat(convert(List.of("sh", "-c", "COMMAND"))).doesNotContain(" MB read");
  }
}
