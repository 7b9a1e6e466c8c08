package io.fdtrail.scm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Below /tmp everything is open to others, so that what is not is looked for in what every machine has. */
class DirectoriesTest {
  @TempDir private Path directory;

  private static boolean areOpen(Path path) throws PassingException, ErrnoException {
    return Directories.areOpenToOthers(Libc.get(), path.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void whatRootAloneWritesTo() throws PassingException, ErrnoException {
    assertThat(areOpen(Path.of("/"))).isFalse();
    assertThat(areOpen(Path.of("/usr/bin"))).isFalse();
    assertThat(areOpen(Path.of("/usr/bin/../lib"))).isFalse();
  }

  @Test
  void oneAbove() throws IOException, PassingException, ErrnoException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    assertThat(areOpen(directory)).as("in /tmp").isTrue();
    assertThat(areOpen(Path.of("/usr/../tmp"))).isTrue();
  }

  @Test
  void oneThatALinkStandsIn() throws IOException, PassingException, ErrnoException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("/usr/bin"));
    assertThat(areOpen(link)).isTrue();
  }
}
