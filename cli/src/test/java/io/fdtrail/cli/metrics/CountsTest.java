package io.fdtrail.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.TraceListener;
import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Sock;
import io.fdtrail.kernel.LossReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CountsTest {
  private static final TraceListener NOBODY =
      new TraceListener() {
        @Override
        public void event(FdEvent event) {}

        @Override
        public void lost(LossReason reason, long count, long total) {}

        @Override
        public void drained() {}
      };

  private final Counts counts = new Counts(NOBODY, () -> Map.of(Counts.OUTPUT_FULL, 0L));

  private void event(Action action, Sender sender) throws IOException {
    Process process = new Process(200, 200, 0, 0, RawText.of("server"), 1, false);
    Sock socket = new Sock(-1, 0, 0, 0, RawText.EMPTY);
    counts.event(
        new FdEvent(
            1,
            action,
            DropReason.NONE,
            0,
            process,
            socket,
            1,
            0,
            1,
            5,
            OpenFile.UNKNOWN,
            sender,
            0));
  }

  private String page() {
    Exposition page = new Exposition();
    counts.writeTo(page);
    return new String(page.bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void whatHasNoSenderIsCounted() throws IOException {
    Sender client = new Sender(100, 100, 0, RawText.of("client"), 3, false);
    event(Action.SEND, Sender.UNKNOWN);
    event(Action.RECV, client);
    event(Action.RECV, Sender.UNKNOWN);
    event(Action.DROP, Sender.UNKNOWN);
    event(Action.DROP, Sender.UNKNOWN);

    assertThat(page().lines().filter(line -> line.startsWith("fdtrail_without_sender_total")))
        .containsExactly(
            "fdtrail_without_sender_total{action=\"RECV\"} 1",
            "fdtrail_without_sender_total{action=\"DROP\"} 2");
  }

  @Test
  void eachLossHasASampleOfItsOwn() throws IOException {
    counts.lost(LossReason.FOLLOWED_FULL, 2, 2);

    assertThat(page())
        .contains(
            "fdtrail_lost_total{reason=\"followed_full\"} 2",
            "fdtrail_lost_total{reason=\"calls_full\"} 0");
  }
}
