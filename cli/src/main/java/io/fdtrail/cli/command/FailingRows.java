package io.fdtrail.cli.command;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fdtrail.cli.options.FailOn;
import io.fdtrail.cli.options.FailOptions;
import io.fdtrail.cli.output.Columns;
import io.fdtrail.cli.output.Destination;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.cli.output.LeaksTable;
import io.fdtrail.cli.output.Renderer;
import io.fdtrail.cli.output.Summary;
import io.fdtrail.cli.output.TableRenderer;
import io.fdtrail.cli.output.Totals;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.filter.EventFilter;
import io.fdtrail.leaks.Endings;
import io.fdtrail.leaks.Leak;
import io.fdtrail.os.Errno;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the rows that fail a build, and keeps the first ones. A row counts once it is shown, in
 * whatever form.
 */
final class FailingRows implements Renderer, Verdict {
  private static final int MOST = 10;

  private final Renderer shown;
  private final Columns columns;
  private final FailOptions options;
  private final List<EventFilter> exceptions;
  private final Map<FailOn, Rows> found = new EnumMap<>(FailOn.class);
  private final Endings endings = new Endings();
  private final Map<String, String> losses = new LinkedHashMap<>();
  private Totals totals = new Totals(0, Map.of(), 0, 0);

  /** Those for one reason. */
  private static final class Rows {
    private final List<FdEvent> first = new ArrayList<>();
    private long count;

    void add(FdEvent event) {
      count++;
      if (first.size() < MOST) {
        first.add(event);
      }
    }
  }

  /**
   * @param shown shows all rows
   * @param columns of the rows that it prints at the end
   */
  FailingRows(Renderer shown, Columns columns, FailOptions options, List<EventFilter> exceptions) {
    this.shown = shown;
    this.columns = columns;
    this.options = options;
    this.exceptions = exceptions;
  }

  @Override
  public void begin() throws IOException {
    shown.begin();
  }

  @Override
  public boolean event(FdEvent event) throws IOException {
    if (!shown.event(event)) {
      return false;
    }
    if (isExcepted(event)) {
      return true;
    }
    if (options.reasons().contains(FailOn.LEAK)) {
      endings.received(event);
    }
    for (FailOn reason : options.reasons()) {
      if (reason.isShownBy(event)) {
        found.computeIfAbsent(reason, key -> new Rows()).add(event);
      }
    }
    return true;
  }

  private boolean isExcepted(FdEvent event) {
    return exceptions.stream().anyMatch(exception -> exception.passes(event));
  }

  @Override
  public void drained() throws IOException {
    shown.drained();
  }

  @Override
  public void held(OpenDescriptor descriptor) {
    endings.held(descriptor);
    shown.held(descriptor);
  }

  @Override
  public void lost(String reason, String advice, long count, long total) throws IOException {
    losses.put(reason, total + " lost (" + reason + "): " + advice);
    shown.lost(reason, advice, count, total);
  }

  @Override
  public void summary(Totals all, String backend) throws IOException {
    totals = all;
    shown.summary(all, backend);
  }

  /** Prints what fails the build, after the summary. */
  @Override
  public int end(int status, PrintWriter messages) throws IOException {
    boolean isLost = options.reasons().contains(FailOn.LOST) && !totals.lost().isEmpty();
    List<Leak> leaks = options.reasons().contains(FailOn.LEAK) ? endings.found() : List.of();
    reportGaps(messages);
    if (found.isEmpty() && !isLost && leaks.isEmpty()) {
      return status;
    }
    for (Map.Entry<FailOn, Rows> entry : found.entrySet()) {
      report(entry.getKey(), Summary.counted(entry.getValue().count, "row"), messages);
      show(entry.getValue(), messages);
    }
    if (!leaks.isEmpty()) {
      report(
          FailOn.LEAK,
          LeaksTable.heldAtEnd(leaks) + " held by processes when they ended",
          messages);
      LeaksTable.ofEnded(EventOutput.of(new Messages(messages)), System.err).rows(leaks);
    }
    if (isLost) {
      report(FailOn.LOST, Summary.lost(totals), messages);
    }
    messages.println("fdtrail: exit status " + options.status() + ", and not CMD's " + status);
    return options.status();
  }

  /**
   * Why there may be leaks that were not found. They are no reason to fail: that is {@code lost}.
   */
  private void reportGaps(PrintWriter messages) {
    if (options.reasons().contains(FailOn.LEAK)) {
      LeaksGaps.ofEnded(List.copyOf(losses.values()), endings)
          .forEach(gap -> report(FailOn.LEAK, "incomplete: " + gap, messages));
    }
  }

  private static void report(FailOn reason, String what, PrintWriter messages) {
    messages.println("fdtrail: --fail-on " + reason.word() + ": " + what);
  }

  private void show(Rows rows, PrintWriter messages) throws IOException {
    Renderer table =
        TableRenderer.standard(
            columns,
            Columns.TABLE,
            EventOutput.of(new Messages(messages)),
            System.err,
            Errno::name);
    table.begin();
    for (FdEvent event : rows.first) {
      table.event(event);
    }
    if (rows.count > rows.first.size()) {
      messages.println("fdtrail: and " + (rows.count - rows.first.size()) + " more");
    }
  }

  /** A line of a table as a message. */
  private record Messages(PrintWriter writer) implements Destination {
    @Override
    public boolean isByLine() {
      return true;
    }

    @Override
    public long write(byte[] line, int length) {
      writer.println(new String(line, 0, length - 1, US_ASCII));
      return 0;
    }
  }
}
