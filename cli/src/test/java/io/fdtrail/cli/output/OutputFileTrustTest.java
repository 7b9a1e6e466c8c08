package io.fdtrail.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fdtrail.cli.output.OutputFile.Rotation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are opened, and which could be another's. */
class OutputFileTrustTest {
  private static final int NOBODY = 65534;

  @TempDir private Path directory;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("trail");
  }

  private OutputFile open(Path path) throws IOException {
    return OutputFile.open(path.toString(), Rotation.NEVER, new PrintStream(said, true));
  }

  private void isRefused(Path path, String... words) {
    assertThatThrownBy(() -> open(path).close())
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(words);
  }

  private void isOpened(Path path) throws IOException {
    try (OutputFile output = open(path)) {
      assertThat(output.write("one\n".getBytes(UTF_8), 4)).isZero();
    }
    assertThat(path).content().endsWith("one\n");
  }

  private static void mode(Path path, int mode) throws IOException {
    Files.setAttribute(path, "unix:mode", mode);
  }

  /** As root we can give files away. */
  private static void giveAway(Path path) throws IOException {
    assumeTrue(Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")));
    Files.setAttribute(path, "unix:uid", NOBODY);
  }

  @Test
  void aDirectoryOfSomebodyElses() throws IOException {
    mode(directory, 0755);
    giveAway(directory);
    isRefused(file, directory.toString(), "belongs to user 65534");
    assertThat(file).doesNotExist();
  }

  @Test
  void aDirectoryOfSomebodyElsesAbove() throws IOException {
    Path inside = Files.createDirectories(directory.resolve("a/b"));
    giveAway(directory.resolve("a"));
    isRefused(inside.resolve("trail"), directory.resolve("a").toString(), "belongs to user 65534");
    isRefused(
        directory.resolve("a/../trail"),
        directory.resolve("a").toString(),
        "belongs to user 65534");
  }

  @Test
  void aDirectoryThatOthersMayWriteTo() throws IOException {
    mode(directory, 0775);
    isRefused(file, "others may write to " + directory);
    mode(directory, 0757);
    isRefused(file, "others may write to " + directory);
    Path inside = Files.createDirectory(directory.resolve("inside"));
    isRefused(inside.resolve("trail"), "others may write to " + directory);
  }

  @Test
  void aStickyDirectoryIsGoodForWhatIsOurs() throws IOException {
    mode(directory, 01777);
    isOpened(file);
    isOpened(file);
    isOpened(Files.createDirectory(directory.resolve("inside")).resolve("trail"));

    Files.createLink(directory.resolve("other"), file);
    isRefused(file, "another name");
    Files.delete(directory.resolve("other"));
    giveAway(file);
    isRefused(file, "it belongs to user 65534");
  }

  /**
   * Where others may make entries, one of theirs would be taken for an older one of ours, or be in
   * the way of all.
   */
  @Test
  void aStickyDirectoryIsNotGoodForOlderOnes() throws IOException {
    Rotation rotation = new Rotation(1, 2);
    try (OutputFile output =
        OutputFile.open(file.toString(), rotation, new PrintStream(said, true))) {
      mode(directory, 01777);
      Path forged = Files.writeString(directory.resolve("trail.1"), "forged");
      assertThat(output.write("one\n".getBytes(UTF_8), 4)).isZero();
      assertThat(forged).hasContent("forged");
      assertThat(file).hasContent("one\n");
      assertThat(said.toString(UTF_8))
          .contains("cannot rename " + file + ": others may put files in the place of older ones");
    }
    assertThatThrownBy(
            () -> OutputFile.open(file.toString(), rotation, new PrintStream(said, true)).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("others may put files in the place of older ones");
  }

  @Test
  void aLinkAtTheEnd() throws IOException {
    Path target = Files.createFile(directory.resolve("target"));
    Files.createSymbolicLink(file, target);
    isRefused(file, "it is a symbolic link");
    Files.delete(target);
    isRefused(file, "it is a symbolic link");
    assertThat(target).doesNotExist();
  }

  /** Where only we can have made it, it leads where we want. */
  @Test
  void aLinkOnTheWay() throws IOException {
    Path inside = Files.createDirectories(directory.resolve("a/b"));
    Files.createSymbolicLink(directory.resolve("relative"), Path.of("a/./b"));
    Files.createSymbolicLink(directory.resolve("absolute"), inside);
    Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
    isOpened(directory.resolve("relative/x"));
    isOpened(directory.resolve("absolute/x"));
    assertThat(inside.resolve("x")).hasContent("one\none\n");
    isRefused(directory.resolve("loop/x"), "too many symbolic links");

    mode(directory, 01777);
    Path link = directory.resolve("relative");
    isRefused(link.resolve("x"), "others may have made the symbolic link " + link);
  }

  @Test
  void aLinkToADirectoryOfSomebodyElses() throws IOException {
    Path inside = Files.createDirectory(directory.resolve("a"));
    Files.createSymbolicLink(directory.resolve("link"), inside);
    giveAway(inside);
    isRefused(directory.resolve("link/x"), inside.toString(), "belongs to user 65534");
  }

  @Test
  void aFileThatOthersMayWriteTo() throws IOException {
    Files.createFile(file);
    mode(file, 0620);
    isRefused(file, "others may write to it");
    mode(file, 0602);
    isRefused(file, "others may write to it");
    mode(file, 0644);
    isOpened(file);
    giveAway(file);
    isRefused(file, "it belongs to user 65534");
  }

  @Test
  void otherKindsOfFile() throws IOException {
    isRefused(directory, "it is a directory");
    isRefused(Path.of("/"), "it is a directory");
    isRefused(Path.of("/proc/self/fd/1"), "it is a symbolic link");
    isRefused(Path.of("/dev/zero"), "it is a device");
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(file));
      isRefused(file, "it is a socket");
    }
    open(Path.of("/dev/null")).close();
  }

  @Test
  void whatIsNotThere() throws IOException {
    isRefused(directory.resolve("no/such"), "no such directory");
    isRefused(Files.createFile(file).resolve("x"), file + " is not a directory");
    isRefused(directory.resolve("x".repeat(300)), "its name is too long");
    isRefused(directory.resolve("x/".repeat(3000) + "x"), "no such directory");
  }

  /** What is not good enough at the start is not good enough later. */
  @Test
  void theSameRuleWhenItIsOpenedAnew() throws IOException {
    Path inside = Files.createDirectory(directory.resolve("inside"));
    try (OutputFile output = open(inside.resolve("trail"))) {
      Files.move(inside, directory.resolve("before"));
      Files.createDirectory(inside);
      giveAway(inside);
      output.reopen();
      output.write("one\n".getBytes(UTF_8), 4);
      assertThat(said.toString(UTF_8))
          .hasLineCount(1)
          .contains("keeps the old one: " + inside + " belongs to user 65534");

      Files.setAttribute(inside, "unix:uid", 0);
      Files.createSymbolicLink(inside.resolve("trail"), directory.resolve("elsewhere"));
      output.reopen();
      output.write("two\n".getBytes(UTF_8), 4);
      assertThat(said.toString(UTF_8)).hasLineCount(2).contains("it is a symbolic link");

      Files.delete(inside.resolve("trail"));
      output.reopen();
      output.write("three\n".getBytes(UTF_8), 6);
    }
    assertThat(directory.resolve("before/trail")).hasContent("one\ntwo\n");
    assertThat(inside.resolve("trail")).hasContent("three\n");
    assertThat(directory.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void isForTheOwnerAndItsGroup() throws IOException {
    open(file).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .startsWith("rw-")
        .endsWith("---");
  }
}
