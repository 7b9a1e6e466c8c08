package io.fdtrail.bpf;

import io.fdtrail.cli.output.Columns;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.cli.output.JsonRenderer;
import io.fdtrail.cli.output.OutputFile;
import io.fdtrail.cli.output.Renderer;
import io.fdtrail.cli.output.TableRenderer;
import io.fdtrail.decode.RecordDecoder;
import io.fdtrail.event.EventSink;
import io.fdtrail.event.FdEvent;
import io.fdtrail.filter.EventFilter;
import io.fdtrail.filter.Filter;
import io.fdtrail.kernel.Backend;
import io.fdtrail.os.Errno;
import io.fdtrail.recording.NoRecorder;
import io.fdtrail.recording.Recorder;
import io.fdtrail.recording.RecordingHeader;
import io.fdtrail.recording.RecordingWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * How many descriptors a second one thread takes from the ring to rows, which are written to {@code
 * /dev/null}.
 *
 * <p>The records, their mix, and how much of them is new are a kernel's. Not as in a trace: they
 * lie in this CPU's cache, nothing is read from {@code /proc} (addresses, containers), and what
 * takes the rows costs nothing.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class RingToRows {
  private static final long WALL_NS = 1_790_000_000_000_000_000L;

  /** What becomes of the records. */
  @Param({"JSON", "table", "recording", "recording behind", "events"})
  public String to;

  private final RecordDecoder decoder = new RecordDecoder();
  private final EventFilter filter = new EventFilter(Filter.ALL, time -> time);
  private final Ring.RecordHandler handler =
      new Ring.RecordHandler() {
        @Override
        public void record(ByteBuffer bytes, int offset, int length) {
          take(bytes, offset, length);
        }

        @Override
        public void following(ByteBuffer bytes, int from, int to) {
          decoder.following(bytes, from, to);
        }
      };
  private RecordedRing recorded;
  private EventOutput output;
  private EventSink sink;
  private Recorder recorder = new NoRecorder();
  private FdEvent last;

  @Setup
  public void open() throws IOException {
    open(Path.of("/dev/null"));
  }

  void open(Path rows) throws IOException {
    recorded = new RecordedRing();
    output =
        EventOutput.of(OutputFile.open(rows.toString(), OutputFile.Rotation.NEVER, System.err));
    sink = sink();
    if (to.startsWith("recording")) {
      recorder = recorder();
      recorder.behind(to.endsWith("behind"));
    }
  }

  /**
   * As of {@code -w}: what is recorded is also decoded, because somebody must look up containers.
   */
  private static Recorder recorder() throws IOException {
    FileChannel file = FileChannel.open(Path.of("/dev/null"), StandardOpenOption.WRITE);
    RecordingHeader header =
        RecordingHeader.of("bench", Backend.FENTRY, false, Map.of(), Path.of("/nowhere"));
    return new RecordingWriter(
        header,
        0,
        WALL_NS,
        (block, length, beginning) -> {
          try {
            file.write(ByteBuffer.wrap(block, 0, length));
            return true;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private EventSink sink() {
    if (to.equals("events") || to.startsWith("recording")) {
      return event -> last = event;
    }
    Columns columns = new Columns(bootNs -> WALL_NS + bootNs, Errno::name);
    Renderer renderer =
        to.equals("JSON")
            ? JsonRenderer.standard(columns, output, () -> WALL_NS)
            : TableRenderer.standard(columns, Columns.TABLE, output, System.err, Errno::name);
    return renderer::event;
  }

  @Setup(Level.Invocation)
  public void refill() {
    recorded.refill();
  }

  @Benchmark
  @OperationsPerInvocation(RecordedRing.RECORDS)
  public int ring() throws IOException {
    int count = recorded.ring().poll(handler, Integer.MAX_VALUE);
    output.flush();
    return count;
  }

  private void take(ByteBuffer bytes, int offset, int length) {
    try {
      recorder.record(bytes, offset, length);
      FdEvent again = decoder.again(bytes, offset, length);
      filter.accept(again == null ? decoder.other(length).orElseThrow() : again, sink);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
