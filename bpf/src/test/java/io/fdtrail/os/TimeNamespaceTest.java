package io.fdtrail.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimeNamespaceTest {
  @TempDir private Path process;

  private void namespaces(String own, String children, String offsets) throws IOException {
    Files.createDirectory(process.resolve("ns"));
    Files.createSymbolicLink(process.resolve("ns/time"), Path.of(own));
    Files.createSymbolicLink(process.resolve("ns/time_for_children"), Path.of(children));
    Files.writeString(process.resolve("timens_offsets"), offsets);
  }

  @Test
  void anOffset() throws IOException {
    namespaces(
        "time:[2]",
        "time:[2]",
        "monotonic           5         0\nboottime        86400         7\n");
    assertThat(TimeNamespace.read(process).bootNanos()).isEqualTo(86_400_000_000_007L);
  }

  @Test
  void aNegativeOffset() throws IOException {
    namespaces("time:[2]", "time:[2]", "monotonic  0 0\nboottime  -10 500000000\n");
    assertThat(TimeNamespace.read(process).bootNanos()).isEqualTo(-9_500_000_000L);
  }

  @Test
  void thatOfChildrenIsNotOurs() throws IOException {
    namespaces("time:[2]", "time:[3]", "monotonic  0 0\nboottime  10 0\n");
    assertThat(TimeNamespace.read(process).bootNanos()).isZero();
  }

  @Test
  void aKernelWithoutThem() {
    assertThat(TimeNamespace.read(process).bootNanos()).isZero();
  }
}
