package io.fdtrail.os;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NativeLibraryTest {
  private static final int NOBODY = 65534;

  private Path directory;
  private Path library;
  private int owner;

  @BeforeEach
  void layOut() throws Exception {
    Path target = Path.of(System.getProperty(NativeLibrary.PROPERTY)).getParent();
    directory = Files.createTempDirectory(target, "lib");
    library = Files.createFile(directory.resolve("libfdtrail.so"));
    owner = (Integer) Files.getAttribute(library, "unix:uid");
    permit(directory, "rwxr-xr-x");
    permit(library, "rw-r--r--");
  }

  @AfterEach
  void tidyUp() throws Exception {
    Files.delete(library);
    Files.delete(directory);
  }

  private static void permit(Path path, String permissions) throws Exception {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> SafePath.require(library, owner))
        .isInstanceOf(SystemException.class)
        .hasMessage("refuses to load " + library + ": " + reason);
  }

  @Test
  void fileThatOnlyItsOwnerMayWriteIsSafe() {
    assertThatCode(() -> SafePath.require(library, owner)).doesNotThrowAnyException();
  }

  @Test
  void fileThatAnyoneMayWriteIsRefused() throws Exception {
    permit(library, "rw-r--rw-");
    assertRefused("others may write to " + library);
  }

  @Test
  void directoryThatTheGroupMayWriteIsRefused() throws Exception {
    permit(directory, "rwxrwxr-x");
    assertRefused("others may write to " + directory);
  }

  @Test
  void stickyDirectoryIsRefused() throws Exception {
    Files.setAttribute(directory, "unix:mode", 01777);
    assertRefused("others may write to " + directory);
  }

  @Test
  void strangersFileIsRefused() throws Exception {
    assumeTrue(owner == 0, "only root can give a file away");
    Files.setAttribute(library, "unix:uid", NOBODY);
    assertRefused(library + " belongs to user " + NOBODY);
  }

  @Test
  void strangersDirectoryIsRefused() throws Exception {
    assumeTrue(owner == 0, "only root can give a directory away");
    Files.setAttribute(directory, "unix:uid", NOBODY);
    assertRefused(directory + " belongs to user " + NOBODY);
  }

  @Test
  void ownLibraryLoads() {
    assertThatCode(NativeLibrary::load).doesNotThrowAnyException();
  }
}
