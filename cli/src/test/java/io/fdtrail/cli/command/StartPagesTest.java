package io.fdtrail.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.kernel.LossReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StartPagesTest {
  private static final long SECOND = 1_000_000_000L;

  private final CallCount passedOn = new CallCount();
  private long now;

  private final StartPages pages = new StartPages(passedOn, () -> now);

  /** KiB of files. */
  private static int resident() throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(text -> text.startsWith("RssFile:"))
            .findFirst()
            .orElseThrow();
    return Integer.parseInt(line.replaceAll("\\D", ""));
  }

  @Test
  void aSecondAfterTheStart() throws IOException {
    int atStart = resident();
    now = SECOND - 1;
    pages.drained();
    assertThat(resident()).isGreaterThanOrEqualTo(atStart);
    now = SECOND;
    pages.drained();
    assertThat(resident()).isLessThan(atStart * 3 / 4);
    pages.event(null);
    pages.lost(LossReason.values()[0], 1, 1);
    assertThat(passedOn.calls()).isEqualTo(4);
  }
}
