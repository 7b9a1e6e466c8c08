package io.fdtrail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RingRoomTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    // MiB of memory, MiB of the ring
    "0, 8",
    "128, 8",
    "129, 16",
    "256, 16",
    "512, 32",
    "968, 64",
    "4000000, 64",
  })
  void byMemory(long memory, int ring) {
    assertThat(RingRoom.of(memory << 20)).isEqualTo(ring << 20);
  }

  @Test
  void memoryAsTheKernelShowsIt() throws IOException {
    Path meminfo = directory.resolve("meminfo");
    Files.writeString(meminfo, "MemTotal:        1000100 kB\nMemFree:          100 kB\n");

    assertThat(RingRoom.memory(meminfo)).isEqualTo(1_000_100L * 1024);
    assertThat(RingRoom.memory(directory.resolve("none"))).isZero();
    assertThat(RingRoom.memory(Files.writeString(meminfo, "nothing"))).isZero();
  }

  @Test
  void aTraceHasWhatThisMachineHasRoomFor() {
    assertThat(TraceOptions.DEFAULT.ringSize()).isEqualTo(RingRoom.here());
  }
}
