package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.leaks.Endings;
import io.fdtrail.leaks.Leak;
import io.fdtrail.leaks.Receptions;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/** Keeps what the tracer reports, and writes all of it as a page at the end. */
public final class ReportRenderer implements Renderer {
  private static final String FULL = "report_full";

  /** Finds what is still open at the end. */
  public interface Search {
    List<Leak> found(Receptions received) throws IOException;
  }

  /**
   * What the page says of the trace.
   *
   * @param version of fdtrail
   * @param subject the command that was traced, or what was read; empty: the whole machine
   * @param filter the expression that chose the rows; empty: all
   * @param kernel release and architecture; empty: not known
   */
  public record About(String version, String subject, String filter, String kernel) {
    /**
     * The same, of a trace of the past.
     *
     * @param facts of a recording; lines of JSON do not say all of them
     */
    public About ofPast(Map<String, String> facts) {
      boolean isRecording = facts.containsKey("kernel");
      String of =
          facts.getOrDefault("follows", "").equals("true")
              ? "a recording of a command"
              : isRecording ? "a recording" : "a log of fdtrail";
      String machine = isRecording ? facts.get("kernel") + " " + facts.get("machine") : "";
      return new About(version, of, filter, machine);
    }
  }

  private record Loss(String advice, long total) {}

  private final EventOutput output;
  private final About about;
  private final LongUnaryOperator wallClock;
  private final ReportPage page = new ReportPage();
  private final ReportData data;
  private final Search open;
  private final Endings endings = new Endings();
  private final Map<String, Loss> losses = new LinkedHashMap<>();
  private long left;

  private ReportRenderer(
      Columns columns, LongUnaryOperator wallClock, EventOutput output, About about, Search open) {
    this.output = output;
    this.about = about;
    this.wallClock = wallClock;
    this.data = new ReportData(columns);
    this.open = open;
  }

  /**
   * Of all processes.
   *
   * @param wallClock ns since boot to ns since 1970
   * @param open finds what is still open when the trace has ended
   */
  public static ReportRenderer ofMachine(
      Columns columns, LongUnaryOperator wallClock, EventOutput output, About about, Search open) {
    return new ReportRenderer(columns, wallClock, output, about, open);
  }

  /** Of a command and its descendants, whose descriptors are looked at when they end. */
  public static ReportRenderer ofCommand(
      Columns columns, LongUnaryOperator wallClock, EventOutput output, About about) {
    return new ReportRenderer(columns, wallClock, output, about, received -> List.of());
  }

  @Override
  public void begin() {}

  @Override
  public boolean event(FdEvent event) throws IOException {
    if (!data.add(event)) {
      left++;
      return false;
    }
    if (data.rows() == 1) {
      data.about("clock_ns", wallClock.applyAsLong(event.bootNs()) - event.bootNs());
    }
    endings.received(event);
    return true;
  }

  @Override
  public void held(OpenDescriptor descriptor) {
    endings.held(descriptor);
  }

  @Override
  public void lost(String reason, String advice, long count, long total) {
    losses.put(reason, new Loss(advice, total));
  }

  @Override
  public void summary(Totals totals, String backend) throws IOException {
    if (left > 0) {
      lost(FULL, "a report has at most " + ReportData.MOST_ROWS + " rows: choose by -F", 0, left);
    }
    losses.forEach((reason, loss) -> data.lost(reason, loss.advice(), loss.total()));
    data.leaks(endings.found());
    data.leaks(open.found(endings.receptions()));
    data.about("version", about.version());
    data.about("subject", about.subject());
    data.about("filter", about.filter());
    data.about("kernel", about.kernel());
    data.about("backend", backend);
    data.about("receives_without_sender", totals.receivesWithoutSender());
    data.about("drops_without_sender", totals.dropsWithoutSender());
    output.replace(page.around(data.encode()));
  }
}
