package io.fdtrail.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final long SECOND = 1_000_000_000;
  private static final int SIZE = 4_000_000;

  private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
  private long now = -5; // it may be negative
  private final Progress progress = new Progress(terminal, () -> now);

  private static InputStream bytes() {
    return new ByteArrayInputStream(new byte[SIZE]);
  }

  private String shown() {
    return terminal.toString(StandardCharsets.US_ASCII);
  }

  @Test
  void aShortWaitNeedsNone() throws IOException {
    InputStream file = progress.of(bytes(), SIZE);
    now += SECOND - 1;
    assertThat(file.readNBytes(SIZE)).hasSize(SIZE);
    progress.end();
    assertThat(shown()).isEmpty();
  }

  @Test
  void itIsTheShareOfAllFiles() throws IOException {
    InputStream first = progress.of(bytes(), SIZE);
    InputStream second = progress.of(bytes(), SIZE);
    now += SECOND;
    first.readNBytes(SIZE - 1);
    assertThat(shown()).isEqualTo("fdtrail: 0% of 8 MB, 0 MB read\033[K\r");
    now += SECOND;
    assertThat(second.read()).isZero();
    assertThat(shown()).endsWith("\rfdtrail: 50% of 8 MB, 4 MB read\033[K\r");
    second.readAllBytes(); // a summary follows
    assertThat(shown()).endsWith("read\033[K\r\033[K\r");
  }

  /** A pipe has no size. */
  @Test
  void itIsTheNumberIfTheSizeIsNotKnown() throws IOException {
    InputStream pipe = progress.of(bytes(), 0);
    pipe.readNBytes(SIZE - 1);
    now += SECOND;
    assertThat(pipe.read()).isZero();
    assertThat(shown()).startsWith("fdtrail: 4 MB read");
  }
}
