package io.fdtrail.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedLibraryTest {
  private static final String LIBRARY = "libfdtrail.so";
  private static final int NOBODY = 65534;

  @TempDir private Path temporary;

  @BeforeEach
  void permit() throws Exception {
    mode(0755);
  }

  private void mode(int mode) throws Exception {
    Files.setAttribute(temporary, "unix:mode", mode);
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> PackedLibrary.load(LIBRARY, temporary))
        .isInstanceOf(SystemException.class)
        .hasMessageStartingWith("refuses to load " + temporary + "/fdtrail")
        .hasMessageEndingWith(": " + reason + "; name another directory with -Djava.io.tmpdir");
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void isLoadedFromAFileThatHasNoNameAnyMore() throws Exception {
    PackedLibrary.load(LIBRARY, temporary);
    assertThat(temporary).isEmptyDirectory();
    assertThat(Files.readAllLines(Path.of("/proc/self/maps")))
        .anyMatch(
            line -> line.contains(temporary + "/fdtrail") && line.endsWith(LIBRARY + " (deleted)"));
  }

  @Test
  void stickyDirectoryWillDo() throws Exception {
    mode(01777);
    PackedLibrary.load(LIBRARY, temporary);
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void directoryThatOthersMayWriteIsRefused() throws Exception {
    mode(0777);
    assertRefused("others may write to " + temporary);
  }

  @Test
  void strangersDirectoryIsRefused() throws Exception {
    assumeTrue((Integer) Files.getAttribute(temporary, "unix:uid") == 0, "only root can give away");
    Files.setAttribute(temporary, "unix:uid", NOBODY);
    assertRefused(temporary + " belongs to user " + NOBODY);
  }

  @Test
  void directoryThatOthersMayEnterIsRefused() throws Exception {
    int owner = (Integer) Files.getAttribute(temporary, "unix:uid");
    assertThatThrownBy(() -> SafePath.requireDirectory(temporary, owner))
        .hasMessage("refuses to load " + temporary + ": it is not ours alone");
  }

  @Test
  void anotherUsersDirectoryIsNotOurs() throws Exception {
    mode(0700);
    int owner = (Integer) Files.getAttribute(temporary, "unix:uid");
    assertThatThrownBy(() -> SafePath.requireDirectory(temporary, owner + 1))
        .hasMessage("refuses to load " + temporary + ": it is not ours alone");
  }

  @Test
  void aFileThatWasNotBuiltForThisMachineIsNamed() {
    assertThatThrownBy(() -> PackedLibrary.load("libother.so", temporary))
        .isInstanceOf(SystemException.class)
        .hasMessage(
            "this build of fdtrail has no libother.so for " + System.getProperty("os.arch"));
  }
}
