package io.fdtrail.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventOutputTest {
  private static final String LINE = "0123456789".repeat(10);

  @TempDir private Path directory;

  @Test
  void aFileGetsLinesOnlyWhenThereIsNothingElseToDo() throws IOException {
    Path file = Files.createFile(directory.resolve("out"));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      EventOutput output = EventOutput.of(channel, file);
      write(output, LINE);
      assertThat(file).isEmptyFile();
      output.flush();
      assertThat(file).hasContent(LINE + "\n");
    }
  }

  @Test
  void aFullBufferIsWritten() throws IOException {
    Path file = Files.createFile(directory.resolve("out"));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      EventOutput output = EventOutput.of(channel, file);
      for (int i = 0; i < 1000; i++) {
        write(output, LINE);
      }
      assertThat(Files.size(file)).isGreaterThan(60_000);
      assertThat(Files.readString(file)).endsWith(LINE + "\n");
    }
  }

  @Test
  void aDeviceGetsEachLineAtOnceAndItsErrorIsReported() throws IOException {
    Path full = Path.of("/dev/full");
    try (FileChannel channel = FileChannel.open(full, StandardOpenOption.WRITE)) {
      EventOutput output = EventOutput.of(channel, full);

      assertThatThrownBy(() -> write(output, LINE))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(OutputClosed.class);
    }
  }

  @Test
  void aTraceDoesNotWriteEachLineToADeviceThatIsNoTerminal() throws Exception {
    Process writer = java(Path.of("/dev/null"), ":", Traced.class);

    assertThat(new String(writer.getErrorStream().readAllBytes(), UTF_8)).isEqualTo("2\n");
  }

  @Test
  void aFullDiskKeepsWholeLines() throws Exception {
    Path file = directory.resolve("out");
    // A limit of the shell's stands for the disk: 512 bytes a block.
    Process writer = java(file, "ulimit -f 8", Flood.class);

    assertThat(new String(writer.getErrorStream().readAllBytes(), UTF_8)).contains("failed");
    assertThat(writer.waitFor()).isEqualTo(1);
    String written = Files.readString(file);
    assertThat(written.length()).isGreaterThan(3000);
    assertThat(written).matches("(" + LINE + "\n)+");
  }

  @Test
  void aReaderWhoGoesIsReported() throws Exception {
    Process writer =
        new ProcessBuilder("sh", "-c", command(Flood.class) + " | head -n 1 >/dev/null")
            .redirectErrorStream(true)
            .start();

    assertThat(new String(writer.getInputStream().readAllBytes(), UTF_8)).contains("closed");
  }

  private static Process java(Path output, String before, Class<?> program) throws IOException {
    return new ProcessBuilder("sh", "-c", before + "; exec " + command(program) + " > " + output)
        .start();
  }

  private static String command(Class<?> program) {
    return "'"
        + System.getProperty("java.home")
        + "/bin/java' -XX:-UsePerfData -Dfdtrail.lib='"
        + System.getProperty("fdtrail.lib")
        + "' -cp '"
        + System.getProperty("java.class.path")
        + "' '"
        + program.getName()
        + "'";
  }

  /** Writes until it may not. */
  static final class Flood {
    public static void main(String[] arguments) {
      try {
        EventOutput output = EventOutput.standard();
        while (true) {
          write(output, LINE);
        }
      } catch (OutputClosed e) {
        System.err.println("closed");
      } catch (IOException e) {
        System.err.println("failed");
        System.exit(1);
      }
    }
  }

  /** Writes as many lines as fill one buffer, as a trace does, and tells how many calls it took. */
  static final class Traced {
    public static void main(String[] arguments) throws Exception {
      EventOutput output = EventOutput.standard(Patience.OURS);
      long before = writes();
      for (int i = 0; i < 1000; i++) {
        write(output, LINE);
      }
      output.flush();
      System.err.println(writes() - before);
    }

    private static long writes() throws IOException {
      return Files.readAllLines(Path.of("/proc/self/io")).stream()
          .filter(line -> line.startsWith("syscw: "))
          .mapToLong(line -> Long.parseLong(line.substring("syscw: ".length())))
          .sum();
    }
  }

  private static void write(EventOutput output, String line) throws IOException {
    output.line().put(line);
    output.endLine();
  }
}
