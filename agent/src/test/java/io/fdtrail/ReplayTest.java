package io.fdtrail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fdtrail.bpf.Ring;
import io.fdtrail.decode.RecordBuilder;
import io.fdtrail.decode.RecordDecoder;
import io.fdtrail.event.Cgroup;
import io.fdtrail.event.Container;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Unit;
import io.fdtrail.filter.EventFilter;
import io.fdtrail.filter.Filter;
import io.fdtrail.filter.FilterSyntaxException;
import io.fdtrail.kernel.Backend;
import io.fdtrail.kernel.LossReason;
import io.fdtrail.recording.RecordingHeader;
import io.fdtrail.recording.RecordingWriter;
import io.fdtrail.resolve.CgroupMarks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/** A trace that is recorded, and what its recording reports. */
class ReplayTest {
  private static final int SEND = 1;
  private static final int RECV = 2;
  private static final long MILLI = 1_000_000;
  private static final long OFFSET = 1_790_000_000_000_000_000L;

  private final Queue<List<RecordBuilder>> batches = new ArrayDeque<>();
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private long now = 1;
  private long wallMoved;
  private long lost;
  private boolean knowsCgroups;

  private final class Source implements RecordSource {
    @Override
    public int poll(Ring.RecordHandler handler, int limit) {
      List<RecordBuilder> batch = batches.isEmpty() ? List.of() : batches.remove();
      batch.forEach(record -> handler.record(record.placedAt(0), 0, record.length()));
      return batch.size();
    }

    @Override
    public boolean hasMore() {
      return !batches.isEmpty();
    }

    @Override
    public void await(int millis) {
      now += millis * MILLI;
      wallMoved += 7;
      lost++;
      knowsCgroups = true;
    }

    @Override
    public void detach() {}

    @Override
    public ToLongFunction<LossReason> losses() {
      long soFar = lost;
      return reason -> reason == LossReason.RING_FULL ? soFar : 0;
    }
  }

  /** What is reported, with the time of the wall clock. */
  private static final class Seen implements TraceListener {
    private final List<String> lines = new ArrayList<>();
    private final BootClock clock;

    private long last;

    Seen(BootClock clock) {
      this.clock = clock;
      this.last = clock.now();
    }

    /** Only if time has passed: the other moments are not recorded. */
    @Override
    public void drained() {
      if (clock.now() != last) {
        last = clock.now();
        lines.add(last + " drained");
      }
    }

    @Override
    public void event(FdEvent event) {
      lines.add(clock.applyAsLong(event.bootNs()) + " " + event);
    }

    @Override
    public void lost(LossReason reason, long count, long total) {
      lines.add(clock.applyAsLong(clock.now()) + " " + reason + " " + count + " " + total);
    }
  }

  private static RecordBuilder record(int action, long bootNs) {
    return new RecordBuilder().action(action).bootNs(bootNs);
  }

  /** Runs a trace and returns what it reported. */
  private List<String> trace(Filter filter) throws IOException {
    BootClock clock = new BootClock(() -> now, () -> now + OFFSET + wallMoved);
    clock.step();
    RecordingHeader header =
        RecordingHeader.of("t", Backend.TRACEPOINT, false, Map.of(), Path.of("/nowhere"));
    RecordingWriter writer =
        new RecordingWriter(
            header,
            clock.now(),
            clock.offset(),
            (block, length, beginning) -> {
              if (file.size() == 0) {
                file.writeBytes(beginning.get());
              }
              file.write(block, 0, length);
              return true;
            });
    CgroupMarks marks =
        new CgroupMarks(
            (id, pid, bootNs) -> {
              if (knowsCgroups) {
                writer.cgroup(id, pid, cgroup(id));
              }
              return knowsCgroups ? cgroup(id) : null;
            });
    Stages stages = new Stages(new RecordDecoder(), marks::mark, new EventFilter(filter, clock));
    Pipeline pipeline = new Pipeline(new Source(), stages, () -> now, () -> now);
    pipeline.record(writer, clock);
    Seen seen = new Seen(clock);
    pipeline.run(seen, Optional.of(Duration.ofSeconds(3)));
    writer.close();
    return seen.lines;
  }

  private static Cgroup cgroup(long id) {
    return new Cgroup(true, new Container("docker", RawText.of("c" + id), ""), Unit.NONE);
  }

  private void happen() {
    batches.add(List.of(record(SEND, 1), record(RECV, 2), record(RECV, 3)));
    batches.add(List.of());
    batches.add(List.of(record(SEND, 4).version(9), record(SEND, 5)));
    batches.add(List.of());
    batches.add(List.of(record(RECV, 700 * MILLI), record(SEND, 701 * MILLI)));
    batches.add(List.of(record(SEND, 702 * MILLI)));
  }

  private static Replay open(byte[]... files) throws IOException {
    return Replay.of(
        Arrays.stream(files)
            .map(bytes -> new Replay.Source("f", new ByteArrayInputStream(bytes)))
            .toList());
  }

  private static List<String> replayed(Replay replay, Filter filter) throws IOException {
    Seen seen = new Seen(replay.clock());
    replay.run(filter, seen, (pid, bootNs) -> {});
    return seen.lines;
  }

  @Test
  void aRecordingReportsWhatTheTraceDid() throws IOException {
    happen();
    List<String> live = trace(Filter.ALL);
    assertThat(live)
        .hasSizeGreaterThan(10)
        .anyMatch(line -> line.contains("docker"))
        .anyMatch(line -> line.contains("UNREADABLE 1 1"))
        .anyMatch(line -> line.contains("RING_FULL 1 3"));

    try (Replay replay = open(file.toByteArray())) {
      assertThat(replayed(replay, Filter.ALL)).isEqualTo(live);
      assertThat(replay.fault()).isEmpty();
      assertThat(replay.backend()).isEqualTo(Backend.TRACEPOINT);
    }
  }

  @Test
  void whatTheTraceDidNotShowIsThere() throws IOException, FilterSyntaxException {
    happen();
    assertThat(trace(Filter.of("fd == 4"))).noneMatch(line -> line.contains("SEND"));

    try (Replay replay = open(file.toByteArray())) {
      assertThat(replayed(replay, Filter.of("action == SEND")))
          .filteredOn(line -> line.contains("FdEvent"))
          .hasSize(4)
          .allMatch(line -> line.contains("SEND"));
    }
  }

  @Test
  void aCutOneIsReadUpToThere() throws IOException {
    happen();
    List<String> live = trace(Filter.ALL);
    byte[] cut = Arrays.copyOf(file.toByteArray(), file.size() - 20);

    try (Replay replay = open(cut)) {
      List<String> seen = replayed(replay, Filter.ALL);
      assertThat(seen).hasSizeGreaterThan(5);
      assertThat(live).startsWith(seen.toArray(new String[0]));
      assertThat(replay.fault())
          .isEqualTo("cannot read f: it is cut off after " + cut.length + " bytes");
    }
  }

  @Test
  void filesOfSeveralTracesAreNotMixed() throws IOException {
    happen();
    trace(Filter.ALL);
    byte[] one = file.toByteArray();
    assertThatThrownBy(
            () -> open(one, "x".repeat(50).getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
        .hasMessage("cannot read f: it is not a recording of fdtrail");
    try (Replay twice = open(one, one)) {
      replayed(twice, Filter.ALL);
      assertThat(twice.fault()).isEqualTo("other files of this trace were not given");
    }
  }

  @Test
  void theFailureOfTheListenerIsNotOneOfTheFile() throws IOException {
    happen();
    trace(Filter.ALL);
    TraceListener full =
        new TraceListener() {
          @Override
          public void event(FdEvent event) throws IOException {
            throw new IOException("full");
          }

          @Override
          public void lost(LossReason reason, long count, long total) {}
        };
    try (Replay replay = open(file.toByteArray())) {
      assertThatThrownBy(() -> replay.run(Filter.ALL, full, (pid, bootNs) -> {}))
          .hasMessage("full");
      assertThat(replay.facts()).containsKey("machine");
    }
  }
}
