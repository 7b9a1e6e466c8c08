package io.fdtrail.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SignalsTest {
  /** Without it the list would be empty, and the archive would only be slow. */
  @Test
  void makeArchiveSetsThePropertyThatIsRead() throws IOException {
    assertThat(Files.readString(Path.of("src/main/c/make-archive.c")))
        .contains("\"-D" + Signals.LISTS_CLASSES + "=true\"");
  }
}
