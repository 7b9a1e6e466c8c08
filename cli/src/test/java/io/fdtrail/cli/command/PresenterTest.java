package io.fdtrail.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.TraceStats;
import io.fdtrail.cli.output.Columns;
import io.fdtrail.cli.output.Destination;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.cli.output.JsonRenderer;
import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Sock;
import io.fdtrail.kernel.Backend;
import io.fdtrail.kernel.LossReason;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PresenterTest {
  private static final Process CLIENT = new Process(100, 100, 0, 0, RawText.of("client"), 0, false);

  private final List<String> lines = new ArrayList<>();
  private final StringWriter messages = new StringWriter();
  private boolean isFull;
  private int stops;
  private long now;

  /** Takes lines while there is room. */
  private final class Disk implements Destination {
    @Override
    public long write(byte[] bytes, int length) {
      List<String> given = new String(bytes, 0, length, StandardCharsets.UTF_8).lines().toList();
      if (isFull) {
        return given.size();
      }
      lines.addAll(given);
      return 0;
    }
  }

  private long heldBack;

  private Presenter presenter(OptionalLong limit) {
    EventOutput output = EventOutput.of(new Disk());
    Columns columns = new Columns(bootNs -> bootNs, Integer::toString);
    return new Presenter(
        () -> Optional.of(Backend.FENTRY),
        JsonRenderer.standard(columns, output, () -> 1),
        output,
        limit,
        () -> heldBack,
        () -> stops++,
        () -> now);
  }

  private static FdEvent event(Action action) {
    Sock socket = new Sock(7, 11, 12, 1, RawText.EMPTY);
    return new FdEvent(
        1000,
        action,
        DropReason.NONE,
        0,
        CLIENT,
        socket,
        1,
        0,
        1,
        3,
        OpenFile.UNKNOWN,
        Sender.UNKNOWN,
        0);
  }

  private boolean end(Presenter presenter) throws IOException {
    return presenter.end(new TraceStats(), new PrintWriter(messages, true));
  }

  private String last() {
    return lines.get(lines.size() - 1);
  }

  @Test
  void rowsComeWhenThereIsNothingElseToDo() throws IOException {
    Presenter presenter = presenter(OptionalLong.empty());
    presenter.event(event(Action.SEND));
    assertThat(lines).isEmpty();
    presenter.drained();
    assertThat(lines).singleElement().asString().contains("\"SEND\"");
  }

  @Test
  void theLimitStopsTheTraceOnce() throws IOException {
    Presenter presenter = presenter(OptionalLong.of(2));
    for (int i = 0; i < 5; i++) {
      presenter.event(event(Action.SEND));
    }
    assertThat(lines).hasSize(2);
    assertThat(stops).isOne();
    assertThat(end(presenter)).isTrue();
    assertThat(last()).contains("\"events\":2");
  }

  @Test
  void whatCameFromNobodyKnowsWhereIsCounted() throws IOException {
    Presenter presenter = presenter(OptionalLong.empty());
    presenter.event(event(Action.RECV));
    presenter.event(event(Action.DROP));
    presenter.event(event(Action.SEND));
    end(presenter);
    assertThat(last()).contains("\"receives_without_sender\":1", "\"drops_without_sender\":1");
  }

  @Test
  void aLossComesWithAdvice() throws IOException {
    presenter(OptionalLong.empty()).lost(LossReason.RING_FULL, 5, 17);
    assertThat(last()).contains("\"ring_full\"", "\"count\":5", "\"total\":17");
  }

  @Test
  void theGapOfAFullDiskIsReportedOnceThereIsRoom() throws IOException {
    Presenter presenter = presenter(OptionalLong.empty());
    isFull = true;
    presenter.event(event(Action.SEND));
    presenter.drained();
    assertThat(presenter.unwritten()).isOne();

    isFull = false;
    now = 2_000_000_000;
    presenter.event(event(Action.SEND));
    presenter.drained();
    assertThat(lines).hasSize(2);
    assertThat(last()).contains("\"output_full\"", "\"count\":1");
    assertThat(presenter.written()).isOne();
  }

  @Test
  void anEndThatTheDiskDoesNotTakeIsReportedElsewhere() throws IOException {
    Presenter presenter = presenter(OptionalLong.empty());
    isFull = true;
    presenter.event(event(Action.SEND));
    assertThat(end(presenter)).isFalse();
    assertThat(messages).hasToString("0 events, 1 lost (1 output_full)\n");
  }

  @Test
  void whatExceedsTheRateIsALoss() throws IOException {
    Presenter presenter = presenter(OptionalLong.empty());
    heldBack = 3;
    presenter.drained();
    assertThat(last()).contains("\"rate_limit\"", "\"count\":3", "\"total\":3");
    heldBack = 5;
    end(presenter);
    assertThat(lines.get(1)).contains("\"count\":2", "\"total\":5");
    assertThat(last()).contains("\"lost\":5");
  }
}
