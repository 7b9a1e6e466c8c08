package io.fdtrail.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SendCommandTest {
  @Test
  void theLauncherReportsInRangesWhatIsOpen() {
    assertThat(IntStream.range(0, 30).filter(fd -> SendCommand.isIn("0-2,5,10-12,29", fd)))
        .containsExactly(0, 1, 2, 5, 10, 11, 12, 29);
    assertThat(IntStream.range(0, 9).filter(fd -> SendCommand.isIn("1", fd))).containsExactly(1);
  }
}
