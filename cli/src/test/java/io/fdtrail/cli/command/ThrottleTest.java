package io.fdtrail.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.TraceListener;
import io.fdtrail.cli.options.RateLimit;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ThrottleTest {
  private static final long SECOND = 1_000_000_000;

  private final List<FdEvent> shown = new ArrayList<>();

  private final TraceListener shows =
      new TraceListener() {
        @Override
        public void event(FdEvent event) {
          shown.add(event);
        }

        @Override
        public void lost(LossReason reason, long count, long total) {}

        @Override
        public void drained() {}
      };

  private static FdEvent event(int pid, long bootNs) {
    return new FdEvent(
        bootNs,
        Action.SEND,
        DropReason.NONE,
        0,
        new Process(pid, pid, 0, 0, RawText.of("client"), 0, false),
        new Sock(7, 11, 12, 1, RawText.EMPTY),
        1,
        0,
        1,
        3,
        OpenFile.UNKNOWN,
        Sender.UNKNOWN,
        0);
  }

  private Throttle pass(RateLimit limit, FdEvent... events) throws IOException {
    Throttle throttle = new Throttle(Optional.of(limit));
    TraceListener before = throttle.before(shows);
    for (FdEvent event : events) {
      before.event(event);
    }
    return throttle;
  }

  @Test
  void aSecondsWorthAtOnceAndThenAtThatRate() throws IOException {
    Throttle throttle =
        pass(
            new RateLimit(2, RateLimit.Each.TRACE),
            event(1, 5 * SECOND),
            event(2, 5 * SECOND),
            event(3, 5 * SECOND + 1),
            event(4, 5 * SECOND + SECOND / 2),
            event(5, 5 * SECOND + SECOND / 2 + 1));

    assertThat(shown).extracting(event -> event.process().pid()).containsExactly(1, 2, 4);
    assertThat(throttle.heldBack()).isEqualTo(2);
  }

  @Test
  void aPauseAddsNoMoreThanASecondsWorth() throws IOException {
    RateLimit one = new RateLimit(1, RateLimit.Each.TRACE);
    Throttle throttle =
        pass(one, event(1, SECOND), event(2, 100 * SECOND), event(3, 100 * SECOND + 1));

    assertThat(shown).extracting(event -> event.process().pid()).containsExactly(1, 2);
    assertThat(throttle.heldBack()).isOne();
  }

  @Test
  void anEarlierEventThatComesLateTakesItsPlace() throws IOException {
    RateLimit one = new RateLimit(1, RateLimit.Each.TRACE);
    Throttle throttle = pass(one, event(1, 9 * SECOND), event(2, SECOND));

    assertThat(throttle.heldBack()).isOne();
  }

  @Test
  void eachProcessHasItsOwn() throws IOException {
    Throttle throttle =
        pass(
            new RateLimit(1, RateLimit.Each.PROCESS),
            event(1, SECOND),
            event(2, SECOND),
            event(1, SECOND));

    assertThat(shown).extracting(event -> event.process().pid()).containsExactly(1, 2);
    assertThat(throttle.heldBack()).isOne();
  }
}
