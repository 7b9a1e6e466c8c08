package io.fdtrail.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MappedFilesTest {
  /** KiB of files. */
  private static int resident() throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(text -> text.startsWith("RssFile:"))
            .findFirst()
            .orElseThrow();
    return Integer.parseInt(line.replaceAll("\\D", ""));
  }

  /** What was written is still there: the tables of the libraries, and the JVM's own classes. */
  @Test
  void theProcessGoesOn() throws Exception {
    int before = resident();
    int released = MappedFiles.release();
    int after = resident();
    assertThat(released).isGreaterThan(before / 2);
    assertThat(after).isLessThan(before - released / 2);
    System.gc();
    assertThat(SystemCalls.user("root")).isPresent(); // by libraries that it loads
  }
}
