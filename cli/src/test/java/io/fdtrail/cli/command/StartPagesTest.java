package io.fdtrail.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.TraceListener;
import io.fdtrail.event.FdEvent;
import io.fdtrail.kernel.LossReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StartPagesTest {
  private static final long SECOND = 1_000_000_000L;

  private int passedOn;
  private long now;

  private final StartPages pages =
      new StartPages(
          new TraceListener() {
            @Override
            public void event(FdEvent event) {
              passedOn++;
            }

            @Override
            public void lost(LossReason reason, long count, long total) {
              passedOn++;
            }

            @Override
            public void drained() {
              passedOn++;
            }
          },
          () -> now);

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
    assertThat(passedOn).isEqualTo(4);
  }
}
