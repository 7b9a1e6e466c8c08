package io.fdtrail.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoomTest {
  @TempDir private Path process;

  @ParameterizedTest
  @CsvSource({"1024, 32", "unlimited, 32", "64, 27", "20, 5", "11, 1", "10, 1", "5, 1"})
  void halfOfWhatIsLeftIsForRows(String limit, int room) throws IOException {
    Files.writeString(
        process.resolve("limits"),
        "Limit                     Soft Limit           Hard Limit           Units     \n"
            + "Max open files            %-20s 524288               files     \n".formatted(limit));
    Path open = Files.createDirectory(process.resolve("fd"));
    for (int fd = 0; fd < 10; fd++) {
      Files.createFile(open.resolve(Integer.toString(fd)));
    }
    assertThat(Room.forConnections(process)).isEqualTo(room);
  }

  @Test
  void withoutProc() {
    assertThat(Room.forConnections(process)).isEqualTo(32);
  }
}
