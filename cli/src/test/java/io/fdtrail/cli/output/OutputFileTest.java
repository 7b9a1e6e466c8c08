package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fdtrail.cli.output.OutputFile.Rotation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

  private static long write(OutputFile file, String lines) {
    return file.write(lines.getBytes(), lines.length());
  }

  @Test
  void appends() throws IOException {
    Files.writeString(file, "before\n");
    try (OutputFile output = OutputFile.open(file, Rotation.NEVER, messages)) {
      assertThat(write(output, "one\ntwo\n")).isZero();
    }
    assertThat(file).hasContent("before\none\ntwo\n");
  }

  @Test
  void aPieceOfALineOfOursIsCutOff() throws IOException {
    Files.writeString(file, "{\"type\":\"event\"}\n{\"type\":\"event\",\"ti");
    try (OutputFile output = OutputFile.open(file, Rotation.NEVER, messages)) {
      write(output, "{}\n");
    }
    assertThat(file).hasContent("{\"type\":\"event\"}\n{}\n");
  }

  @Test
  void aPieceOfALineOfOthersIsEnded() throws IOException {
    Files.writeString(file, "x".repeat(200_000));
    try (OutputFile output = OutputFile.open(file, Rotation.NEVER, messages)) {
      write(output, "{}\n");
    }
    assertThat(file).hasContent("x".repeat(200_000) + "\n{}\n");
  }

  @Test
  void isForTheOwnerAndItsGroup() throws IOException {
    OutputFile.open(file, Rotation.NEVER, messages).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).startsWith("rw-").endsWith("---");
  }

  @Test
  void isOpenedAnewWhenAskedTo() throws IOException {
    try (OutputFile output = OutputFile.open(file, Rotation.NEVER, messages)) {
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
    try (OutputFile output = OutputFile.open(inside.resolve("x"), Rotation.NEVER, messages)) {
      Files.move(inside, directory.resolve("elsewhere"));
      output.reopen();
      assertThat(write(output, "one\n")).isZero();
    }
    assertThat(directory.resolve("elsewhere/x")).hasContent("one\n");
    assertThat(said.toString()).hasLineCount(1).startsWith("fdtrail: cannot open ").contains("no such directory");
  }

  @Test
  void isRenamedOnceItIsLarge() throws IOException {
    try (OutputFile output = OutputFile.open(file, new Rotation(10, 2), messages)) {
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
  void whatAFullDiskDoesNotTakeIsCounted() throws IOException {
    try (OutputFile output = OutputFile.open(Path.of("/dev/full"), Rotation.NEVER, messages)) {
      assertThat(write(output, "one\ntwo\n")).isEqualTo(2);
      assertThat(write(output, "three\n")).isEqualTo(1);
    }
    assertThat(said.toString()).hasLineCount(1).contains("events are lost");
  }

  @Test
  void whereOthersMayWriteNoLinkIsFollowed() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path target = Files.createFile(directory.resolve("target"));
    Files.createSymbolicLink(file, target);
    assertThatThrownBy(() -> OutputFile.open(file, Rotation.NEVER, messages)).isInstanceOf(IOException.class).hasMessageContaining("link");

    Files.delete(file);
    try (OutputFile output = OutputFile.open(file, Rotation.NEVER, messages)) {
      write(output, "one\n");
    }
    assertThat(file).hasContent("one\n");
  }

  @Test
  void elsewhereALinkIsTheOwnersOwn() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path target = Files.createFile(directory.resolve("target"));
    Files.createSymbolicLink(file, target);
    try (OutputFile output = OutputFile.open(file, Rotation.NEVER, messages)) {
      write(output, "one\n");
    }
    assertThat(target).hasContent("one\n");
  }

  @Test
  void reasonsAreShort() {
    assertThatThrownBy(() -> OutputFile.open(directory.resolve("no/such"), Rotation.NEVER, messages))
        .isInstanceOfSatisfying(IOException.class, e -> assertThat(OutputFile.reason(e)).isEqualTo("no such directory"));
    assertThatThrownBy(() -> OutputFile.open(directory, Rotation.NEVER, messages))
        .isInstanceOfSatisfying(IOException.class, e -> assertThat(OutputFile.reason(e)).isEqualTo("Is a directory"));
  }
}
