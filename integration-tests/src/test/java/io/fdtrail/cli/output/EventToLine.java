package io.fdtrail.cli.output;

import io.fdtrail.bpf.RecordedEvents;
import io.fdtrail.event.EventSink;
import io.fdtrail.event.FdEvent;
import io.fdtrail.os.Errno;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * How long it takes to write an event as a line of JSON: why a trace has a writer of its own.
 * Events are a kernel's, of many processes, sockets and files.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventToLine {
  private static final int ROUNDS = 8;
  private static final int EVENTS = ROUNDS * RecordedEvents.PER_ROUND;
  private static final long WALL_NS = 1_790_000_000_000_000_000L;

  /** The writer of a trace; the same without copies of what it wrote before; Jackson. */
  @Param({"own", "own without copies", "Jackson"})
  public String writer;

  private final TakenOutput output = new TakenOutput();
  private final Columns columns = new Columns(bootNs -> WALL_NS + bootNs, Errno::name);
  private List<FdEvent> events;
  private EventSink sink;

  @Setup
  public void open() throws IOException {
    events = RecordedEvents.of(ROUNDS);
    sink =
        switch (writer) {
          case "own" -> JsonRenderer.standard(columns, output.output(), () -> WALL_NS)::event;
          case "own without copies" -> anew(columns.json());
          default -> jackson(columns.json());
        };
  }

  private EventSink anew(List<Column> members) {
    LineBuffer line = output.output().line();
    JsonWriter json = new JsonWriter(line);
    byte[] type = JsonWriter.type("event");
    return event -> {
      line.put(type);
      for (Column member : members) {
        member.member(event, json);
      }
      line.put('}');
      output.output().endLine();
    };
  }

  private EventSink jackson(List<Column> members) throws IOException {
    JsonLine line = new JsonLine(output.output());
    return event -> {
      line.begin("event");
      for (Column member : members) {
        member.member(event, line);
      }
      line.end();
    };
  }

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public void lines() throws IOException {
    for (FdEvent event : events) {
      sink.accept(event);
    }
  }

  /** The lines of the first round. */
  String round() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (FdEvent event : events.subList(0, RecordedEvents.PER_ROUND)) {
      sink.accept(event);
      lines.append(new String(output.take(), StandardCharsets.UTF_8));
    }
    return lines.toString();
  }
}
