package io.fdtrail.inflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.RawText;
import io.fdtrail.resolve.ProcFs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoldersTest {
  @TempDir Path root;

  private void process(int pid, String comm, int fd, String target) throws IOException {
    Path directory = Files.createDirectories(root.resolve(pid + "/fd"));
    Files.createSymbolicLink(directory.resolve("" + fd), Path.of(target));
    Files.writeString(root.resolve(pid + "/comm"), comm + "\n");
  }

  @Test
  void everyProcessThatHasASocket() throws IOException {
    process(5, "server", 107, "socket:[99]");
    process(6, "forked", 107, "socket:[99]");
    process(7, "other", 3, "socket:[98]");
    process(8, "nobody", 4, "/tmp/socket:[99]");

    Holders holders = Holders.read(new ProcFs(root));

    assertThat(holders.of(99))
        .containsExactly(
            new Holder(5, RawText.of("server"), 107), new Holder(6, RawText.of("forked"), 107));
    assertThat(holders.of(1)).isEmpty();
    assertThat(holders.sockets()).containsExactlyInAnyOrder(98L, 99L);
  }
}
