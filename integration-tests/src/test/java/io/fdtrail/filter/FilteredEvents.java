package io.fdtrail.filter;

import io.fdtrail.bpf.RecordedEvents;
import io.fdtrail.event.EventSink;
import io.fdtrail.event.FdEvent;
import java.io.IOException;
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

/** How many events a second pass through the filter: a kernel's, of many processes and files. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class FilteredEvents {
  private static final int ROUNDS = 8;
  private static final int EVENTS = ROUNDS * RecordedEvents.PER_ROUND;

  /** Three terms each, all of which are looked at for most events. */
  @Param({
    "pid != 1 and count < 100 and kind != memfd",
    "pid != 1 and comm !~ \"^(gnome|kwin).*[0-9]$\" and not name =* \"/home/*.db\""
  })
  public String expression;

  private List<FdEvent> events;
  private EventFilter filter;
  private long passed;
  private final EventSink sink = event -> passed++;

  @Setup
  public void open() throws IOException, FilterSyntaxException {
    events = RecordedEvents.of(ROUNDS);
    filter = new EventFilter(Filter.of(expression), time -> time);
  }

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long events() throws IOException {
    for (FdEvent event : events) {
      filter.accept(event, sink);
    }
    return passed;
  }
}
