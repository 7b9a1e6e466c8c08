package io.fdtrail.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fdtrail.cli.output.OutputFile.Rotation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  @TempDir private Path directory;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream messages = new PrintStream(said, true);
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("trail.json");
  }

  private OutputFile open(Path path, Rotation rotation) throws IOException {
    return OutputFile.open(path.toString(), rotation, messages);
  }

  private static long write(OutputFile file, String lines) {
    return file.write(lines.getBytes(UTF_8), lines.length());
  }

  @Test
  void appends() throws IOException {
    Files.writeString(file, "before\n");
    try (OutputFile output = open(file, Rotation.NEVER)) {
      assertThat(write(output, "one\ntwo\n")).isZero();
    }
    assertThat(file).hasContent("before\none\ntwo\n");
  }

  @Test
  void aPieceOfALineOfOursIsCutOff() throws IOException {
    Files.writeString(file, "{\"type\":\"event\"}\n{\"type\":\"event\",\"ti");
    try (OutputFile output = open(file, Rotation.NEVER)) {
      write(output, "{}\n");
    }
    assertThat(file).hasContent("{\"type\":\"event\"}\n{}\n");
  }

  @Test
  void aPieceOfALineOfOthersIsEnded() throws IOException {
    Files.writeString(file, "x".repeat(200_000));
    try (OutputFile output = open(file, Rotation.NEVER)) {
      write(output, "{}\n");
    }
    assertThat(file).hasContent("x".repeat(200_000) + "\n{}\n");
  }

  @Test
  void isOpenedAnewWhenAskedTo() throws IOException {
    try (OutputFile output = open(file, Rotation.NEVER)) {
      write(output, "one\n");
      Files.move(file, directory.resolve("renamed"));
      write(output, "two\n");
      output.reopen();
      write(output, "three\n");
    }
    assertThat(directory.resolve("renamed")).hasContent("one\ntwo\n");
    assertThat(file).hasContent("three\n");
  }

  @Test
  void goesOnWithTheOldOneWhereThereIsNoNew() throws IOException {
    Path inside = Files.createDirectory(directory.resolve("inside"));
    try (OutputFile output = open(inside.resolve("x"), Rotation.NEVER)) {
      Files.move(inside, directory.resolve("elsewhere"));
      output.reopen();
      assertThat(write(output, "one\n")).isZero();
    }
    assertThat(directory.resolve("elsewhere/x")).hasContent("one\n");
    assertThat(said.toString(UTF_8))
        .hasLineCount(1)
        .startsWith("fdtrail: cannot reopen ")
        .contains("no such directory");
  }

  @Test
  void isRenamedOnceItIsLarge() throws IOException {
    try (OutputFile output = open(file, new Rotation(10, 2))) {
      for (int i = 0; i < 7; i++) {
        write(output, "line " + i + "\n");
      }
    }
    assertThat(file).hasContent("line 6\n");
    assertThat(directory.resolve("trail.json.1")).hasContent("line 4\nline 5\n");
    assertThat(directory.resolve("trail.json.2")).hasContent("line 2\nline 3\n");
    assertThat(directory.resolve("trail.json.3")).doesNotExist();
  }

  @Test
  void itsDirectoryStaysWritableEvenIfItsNameIsAFifoByNow() throws Exception {
    try (OutputFile output = open(file, Rotation.NEVER)) {
      Files.move(file, directory.resolve("renamed"));
      fifo("trail.json");
      assertThat(output.place()).isEqualTo(directory);
    }
  }

  @Test
  void ofAFifoOnlyItselfStaysWritableEvenIfItsNameIsAFileByNow() throws Exception {
    Path fifo = fifo("fifo");
    try (FileChannel reader =
            FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE);
        OutputFile output = open(fifo, Rotation.NEVER)) {
      Files.move(fifo, directory.resolve("renamed"));
      Files.createFile(fifo);
      assertThat(output.place()).isEqualTo(fifo);
      assertThat(reader.isOpen()).isTrue();
    }
  }

  @Test
  void whatAFullDiskDoesNotTakeIsCounted() throws IOException {
    try (OutputFile output = open(Path.of("/dev/full"), Rotation.NEVER)) {
      assertThat(write(output, "one\ntwo\n")).isEqualTo(2);
      assertThat(write(output, "three\n")).isEqualTo(1);
    }
    assertThat(said.toString(UTF_8))
        .hasLineCount(1)
        .contains("events are lost", "no space left on the device");
  }

  /**
   * It would be renamed under the same name again and again, and one's older file would be the
   * other's.
   */
  @Test
  void whoFindsAnotherFileUnderTheNameRenamesNothing() throws IOException {
    try (OutputFile output = open(file, new Rotation(8, 3))) {
      Files.move(file, directory.resolve("taken"));
      Files.writeString(file, "another's\n");
      write(output, "line 1\n");
      write(output, "line 2\n");
      write(output, "line 3\n");
    }
    assertThat(directory.resolve("taken")).hasContent("line 1\nline 2\n");
    assertThat(directory.resolve("trail.json.1")).hasContent("another's\nline 3\n");
    assertThat(directory.resolve("trail.json.2")).doesNotExist();
  }

  @Test
  void onlyARegularFileCanBeRenamed() {
    assertThatThrownBy(() -> open(Path.of("/dev/null"), new Rotation(10, 2)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("only a regular file can be renamed");
  }

  private Path fifo(String name) throws IOException, InterruptedException {
    Path fifo = directory.resolve(name);
    assertThat(new ProcessBuilder("mkfifo", "-m", "600", fifo.toString()).start().waitFor())
        .isZero();
    return fifo;
  }

  @Test
  void aFifoInPlaceOfTheFileIsNotWaitedFor() throws IOException, InterruptedException {
    try (OutputFile output = open(file, Rotation.NEVER)) {
      Files.move(file, directory.resolve("renamed"));
      fifo("trail.json");
      output.reopen();
      assertThat(write(output, "one\n")).isZero();
    }
    assertThat(directory.resolve("renamed")).hasContent("one\n");
    assertThat(said.toString(UTF_8))
        .hasLineCount(1)
        .contains("and keeps the old one", "nobody has it open for reading");
  }

  /**
   * A pipe has room for 64 KiB. What its reader does not take in time is counted, and no line is
   * cut.
   */
  @Test
  void aSlowReaderOfAFifoGetsWholeLines() throws IOException, InterruptedException {
    Path fifo = fifo("fifo");
    String line = "x".repeat(9_999) + "\n";
    try (FileChannel reader =
        FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      try (OutputFile output = open(fifo, Rotation.NEVER)) {
        assertThat(write(output, line.repeat(9))).isEqualTo(2);
        assertThat(write(output, line)).isEqualTo(1);
        assertThat(read(reader, 60_000)).isEqualTo(line.repeat(6));
        assertThat(write(output, "last\n")).isZero();
        assertThat(read(reader, 10_005)).isEqualTo(line + "last\n");
      }
    }
    assertThat(said.toString(UTF_8)).hasLineCount(1).contains("its reader takes no more");
  }

  private static String read(FileChannel reader, int size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    while (bytes.hasRemaining() && reader.read(bytes) > 0) {
      // until all of it is there
    }
    return new String(bytes.array(), 0, bytes.position(), UTF_8);
  }
}
