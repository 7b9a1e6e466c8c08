package io.fdtrail.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelSymbolsTest {
  private static final Set<String> WANTED =
      Set.of("pidfd_getfd", "seccomp_notify_ioctl", "unix_open");

  @TempDir private Path directory;

  @Test
  void functionsOfTheKernelAndOfModules() throws IOException {
    Path list = directory.resolve("kallsyms");
    Files.writeString(
        list,
        "0000000000000000 t pidfd_getfd.isra.0\n0000000000000000 t seccomp_notify_ioctl\n"
            + "0000000000000000 T __scm_send\n0000000000000000 t unix_open\t[unix]\nodd\n");
    assertThat(KernelSymbols.among(WANTED, list))
        .containsExactlyInAnyOrder("seccomp_notify_ioctl", "unix_open");
  }

  @Test
  void noList() {
    assertThat(KernelSymbols.among(WANTED, directory.resolve("none"))).isEmpty();
  }
}
