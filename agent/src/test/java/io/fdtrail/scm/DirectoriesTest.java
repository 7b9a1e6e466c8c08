package io.fdtrail.scm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.os.Libc;
import io.fdtrail.os.SystemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Below /tmp everything is open to others, so that what is not is looked for in what every machine
 * has.
 */
class DirectoriesTest {
  @TempDir private Path directory;

  private static boolean areOpen(Path path) throws PassingException, SystemException {
    return Directories.areOpenToOthers(
        Libc.get(), path.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /** In a directory that root alone writes to. */
  private static Path link(String target) throws IOException {
    Path directory = Files.createTempDirectory(Path.of("/var/lib"), "fdtrail-test");
    return Files.createSymbolicLink(directory.resolve("link"), Path.of(target));
  }

  private static void remove(Path link) throws IOException {
    Files.delete(link);
    Files.delete(link.getParent());
  }

  @Test
  void whatRootAloneWritesTo() throws PassingException, SystemException {
    assertThat(areOpen(Path.of("/"))).isFalse();
    assertThat(areOpen(Path.of("/usr/bin"))).isFalse();
    assertThat(areOpen(Path.of("/usr/bin/../lib"))).isFalse();
  }

  @Test
  void oneAbove() throws IOException, PassingException, SystemException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    assertThat(areOpen(directory)).as("in /tmp").isTrue();
    assertThat(areOpen(Path.of("/usr/../tmp/x"))).isTrue();
  }

  @Test
  void oneThatALinkStandsIn() throws IOException, PassingException, SystemException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("/usr/bin"));
    assertThat(areOpen(link)).isTrue();
  }

  @Test
  void whereALinkLeads() throws IOException, PassingException, SystemException {
    Assumptions.assumeTrue(Files.isWritable(Path.of("/var/lib")), "not root");
    Path back = Files.createSymbolicLink(directory.resolve("back"), Path.of("/usr/bin"));
    for (String open : List.of("/tmp/x", "../../../tmp/x", back.toString())) {
      Path link = link(open);
      try {
        assertThat(areOpen(link)).as(open).isTrue();
      } finally {
        remove(link);
      }
    }
    Path link = link(back.toString());
    try {
      assertThat(areOpen(link.resolve("env"))).as("through it, and out again").isTrue();
    } finally {
      remove(link);
    }
  }

  @Test
  void aLinkThatLeadsToNoOpenOne() throws IOException, PassingException, SystemException {
    Assumptions.assumeTrue(Files.isWritable(Path.of("/var/lib")), "not root");
    for (String closed : List.of("/usr/bin/env", "/proc/self/root/usr/bin/env", "gone")) {
      Path link = link(closed);
      try {
        assertThat(areOpen(link)).as(closed).isFalse();
      } finally {
        remove(link);
      }
    }
  }

  @Test
  void aLoopIsNotFollowedForEver() throws IOException, PassingException, SystemException {
    Assumptions.assumeTrue(Files.isWritable(Path.of("/var/lib")), "not root");
    Path link = link("link");
    try {
      assertThat(areOpen(link)).isTrue();
    } finally {
      remove(link);
    }
  }
}
