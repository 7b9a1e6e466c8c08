package io.fdtrail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fdtrail.bpf.Ring;
import io.fdtrail.decode.RecordBuilder;
import io.fdtrail.decode.RecordDecoder;
import io.fdtrail.event.Cgroup;
import io.fdtrail.event.Container;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Unit;
import io.fdtrail.filter.EventFilter;
import io.fdtrail.filter.Filter;
import io.fdtrail.kernel.LossReason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineTest {
  private static final int SEND = 1;
  private static final int RECV = 2;
  private static final long LATER_NS = TimeUnit.SECONDS.toNanos(1);

  private final List<String> seen = new ArrayList<>();
  private final Source source = new Source();
  private UnaryOperator<FdEvent> containers = UnaryOperator.identity();
  private long now = 1;
  private long bootNow = 1;

  /** Hands out batches, one a poll, and has time go by when it is waited for. */
  private final class Source implements RecordSource {
    private final Queue<List<RecordBuilder>> batches = new ArrayDeque<>();
    private final List<RecordBuilder> last = new ArrayList<>();
    private long lost;
    private boolean isBusy;
    private boolean isDetached;

    @Override
    public int poll(Ring.RecordHandler handler, int limit) {
      List<RecordBuilder> batch = new ArrayList<>(batches.isEmpty() ? List.of() : batches.remove());
      if (isDetached) {
        batch.addAll(last);
        last.clear();
      }
      batch.forEach(record -> handler.record(record.placedAt(0), 0, record.length()));
      return batch.size();
    }

    @Override
    public boolean hasMore() {
      now += TimeUnit.MILLISECONDS.toNanos(30);
      return isBusy;
    }

    @Override
    public void await(int millis) {
      now += TimeUnit.MILLISECONDS.toNanos(millis);
      seen.add("await " + millis);
    }

    @Override
    public void detach() {
      isDetached = true;
      seen.add("detach");
    }

    @Override
    public ToLongFunction<LossReason> losses() {
      return reason -> reason == LossReason.RING_FULL ? lost : 0;
    }
  }

  private final class Listener implements TraceListener {
    @Override
    public void event(FdEvent event) {
      seen.add(event.action() + (event.process().container().isKnown() ? " contained" : ""));
    }

    @Override
    public void held(OpenDescriptor descriptor) {
      seen.add("held " + descriptor.fd() + " by " + descriptor.pid());
    }

    @Override
    public void lost(LossReason reason, long count, long total) {
      seen.add(reason + " " + count + " of " + total);
    }

    @Override
    public void drained() {
      seen.add("drained");
    }
  }

  private static RecordBuilder record(int action, long bootNs) {
    return new RecordBuilder().action(action).bootNs(bootNs);
  }

  private Pipeline pipeline() {
    return new Pipeline(
        source,
        new Stages(new RecordDecoder(), containers, new EventFilter(Filter.ALL, time -> time)),
        () -> bootNow,
        () -> now);
  }

  private TraceStats run() throws IOException {
    return pipeline().run(new Listener(), Optional.of(Duration.ofMillis(10)));
  }

  @Test
  void aBatchIsShownBeforeItWaits() throws IOException {
    source.batches.add(List.of(record(SEND, 1), record(SEND, 2)));
    TraceStats stats = run();
    assertThat(seen).startsWith("SEND", "SEND", "drained", "drained", "await 11", "detach");
    assertThat(stats.events()).isEqualTo(2);
  }

  @Test
  void whatAProcessEndsWithIsNoEvent() throws IOException {
    source.batches.add(List.of(record(SEND, 1), RecordBuilder.open()));
    TraceStats stats = run();
    assertThat(seen).startsWith("SEND", "held 3 by 5128", "drained");
    assertThat(stats.events()).isEqualTo(1);
    assertThat(stats.lost(LossReason.UNREADABLE)).isZero();
  }

  @Test
  void aReceiveThatCameFirstIsJoinedBeforeItsContainerIsLookedFor() throws IOException {
    containers =
        event -> {
          seen.add(
              "contain "
                  + event.action()
                  + (event.sender().isKnown() ? " of " + event.sender().pid() : ""));
          return event.by(
              event
                  .process()
                  .in(
                      new Cgroup(
                          true, new Container("docker", RawText.of("0123"), ""), Unit.NONE)));
        };
    source.batches.add(List.of(record(RECV, 1), record(SEND, 2)));
    run();
    assertThat(seen)
        .startsWith(
            "contain SEND", "SEND contained", "contain RECV of 5128", "RECV contained", "drained");
  }

  @Test
  void aReceiveWaitsForItsSendAndNotForEver() throws IOException {
    source.batches.add(List.of(record(RECV, 1)));
    source.batches.add(List.of());
    bootNow = LATER_NS;
    run();
    assertThat(seen).startsWith("RECV", "drained");
  }

  @Test
  void atTheEndWhatWaitsForItsSendIsShown() throws IOException {
    source.batches.add(List.of(record(RECV, 1)));
    run();
    assertThat(seen)
        .startsWith("drained", "drained", "await 11", "detach")
        .endsWith("RECV", "drained");
  }

  @Test
  void afterTheDetachmentTheRestOfTheRingIsShown() throws IOException {
    source.last.add(record(SEND, 1));
    source.lost = 7;
    run();
    assertThat(seen.subList(seen.indexOf("detach"), seen.size()))
        .startsWith("detach", "SEND", "drained")
        .endsWith("drained");
    assertThat(seen).contains("RING_FULL 7 of 7").containsOnlyOnce("RING_FULL 7 of 7");
  }

  @Test
  void aRecordThatIsNeverFinishedHoldsNobodyUp() throws IOException {
    source.isBusy = true;
    run();
    assertThat(seen).endsWith("drained");
  }

  @Test
  void whatIsNoRecordOfOursIsCounted() throws IOException {
    source.batches.add(List.of(record(SEND, 1).version(99), record(SEND, 2)));
    TraceStats stats = run();
    assertThat(stats.lost(LossReason.UNREADABLE)).isOne();
    assertThat(seen).startsWith("SEND", "drained", "UNREADABLE 1 of 1");
  }

  @Test
  void itEndsWithTheFailureOfTheListener() {
    source.batches.add(List.of(record(SEND, 1), record(SEND, 2)));
    Listener full = new Listener();
    TraceListener failing =
        new TraceListener() {
          @Override
          public void event(FdEvent event) throws IOException {
            full.event(event);
            throw new IOException("full");
          }

          @Override
          public void lost(LossReason reason, long count, long total) {}

          @Override
          public void drained() {}
        };
    assertThatThrownBy(() -> pipeline().run(failing, Optional.empty()))
        .isInstanceOf(IOException.class)
        .hasMessage("full");
    assertThat(seen).containsExactly("SEND");
  }

  @Test
  void whenItIsStoppedTheRingIsStillEmptied() throws IOException {
    source.batches.add(List.of(record(SEND, 1)));
    Pipeline pipeline = pipeline();
    pipeline.stop();
    pipeline.run(new Listener(), Optional.empty());
    assertThat(seen).startsWith("detach", "SEND");
  }

  @ParameterizedTest
  @CsvSource({
    "500, 9223372036854775807, 500",
    "500, 3000000000, 500",
    "500, 100000000, 101",
    "5, 100000000, 5",
    "500, 1, 1",
    "500, 0, 1",
    "500, -1, 1",
    "500, -1000000, 0",
    "500, -5000000, 0",
    "5, -9000000000000, 0"
  })
  void itNeverWaitsWithoutAnEnd(int longest, long remaining, int millis) {
    assertThat(Pipeline.patience(longest, remaining)).isEqualTo(millis);
  }
}
