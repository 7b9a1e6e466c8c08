package io.fdtrail.cli.output;

import io.fdtrail.cli.output.TopColumns.Column;
import io.fdtrail.event.DropReason;
import io.fdtrail.os.TerminalSize;
import io.fdtrail.traffic.Load;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** What {@code top} shows: a line about all, and a row for each load. */
public final class TopTable {
  private static final String FIRST_PLACE = "\033[H";
  private static final String CLEAR_REST_OF_LINE = "\033[K";
  private static final String CLEAR_REST = "\033[J";
  private static final int NANOS_PER_TENTH = 100_000_000;

  private final EventOutput output;
  private final LineBuffer line;
  private final TopColumns columns;
  private int start;
  private int left;
  private int width;
  private boolean onScreen;

  /**
   * @param errnoName such as {@code EMFILE}
   */
  public TopTable(EventOutput output, IntFunction<String> errnoName) {
    this.output = output;
    this.line = output.line();
    this.columns = new TopColumns(errnoName);
  }

  /**
   * Shows it below what is there or, on a screen, in its place: as much as it has room for.
   *
   * @param screen empty: for a file or a pipe
   */
  public void show(TopMoment moment, Optional<TerminalSize> screen) throws IOException {
    onScreen = screen.isPresent();
    left =
        screen.map(size -> size.rows() - 1).orElse(Integer.MAX_VALUE); // the cursor's is the last
    width = screen.map(TerminalSize::columns).orElse(Integer.MAX_VALUE);
    line.put(onScreen ? FIRST_PLACE : "");
    begin();
    all(moment);
    end();
    List<Column> shown = columns.of(moment.view());
    for (int i = 0; i < shown.size(); i++) {
      int from = line.length();
      line.put(shown.get(i).header());
      endCell(shown, i, from);
    }
    end();
    for (Load load : moment.loads()) {
      row(shown, load, moment);
    }
    if (onScreen) {
      line.put(CLEAR_REST);
    } else {
      end();
    }
    output.flush();
  }

  private void begin() {
    start = line.length();
  }

  /** A line that is as wide as the screen would leave the cursor at its end, or below it. */
  private void end() throws IOException {
    line.cutTo(
        Math.min(line.length(), (int) Math.min(Integer.MAX_VALUE, (long) start + width - 1)));
    line.put(onScreen ? CLEAR_REST_OF_LINE : "");
    output.endLine();
    left--;
    begin();
  }

  private void row(List<Column> shown, Load load, TopMoment moment) throws IOException {
    if (left <= 0) {
      return;
    }
    for (int i = 0; i < shown.size(); i++) {
      int from = line.length();
      shown.get(i).cell().print(load, moment.period(), line);
      if (line.length() == from) {
        line.put('-');
      }
      endCell(shown, i, from);
    }
    end();
  }

  private void endCell(List<Column> shown, int column, int from) {
    if (column < shown.size() - 1) {
      line.endCell(from, shown.get(column).width(), shown.get(column).isText());
    }
  }

  private void all(TopMoment moment) {
    line.decimal(moment.elapsed().toSeconds())
        .put('.')
        .decimal(moment.elapsed().toNanosPart() / NANOS_PER_TENTH)
        .put(" s, ")
        .put(moment.view().word())
        .put(" by ")
        .put(moment.order().word())
        .put(": sent ")
        .put(TopColumns.rate(moment.counts().sent(), moment.period()))
        .put("/s, received ")
        .put(TopColumns.rate(moment.counts().received(), moment.period()))
        .put("/s, dropped ")
        .put(TopColumns.rate(moment.counts().dropped(), moment.period()))
        .put("/s");
    reasons(moment.drops());
    line.put(", lost ").decimal(moment.lost()).put(", ring ").decimal(moment.backlog()).put('%');
    if (moment.forgotten() > 0) {
      line.put(", rows forgotten ").decimal(moment.forgotten());
    }
  }

  private void reasons(Map<DropReason, Long> drops) {
    String separator = " (";
    for (Map.Entry<DropReason, Long> drop :
        drops.entrySet().stream()
            .sorted(
                Map.Entry.<DropReason, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .toList()) {
      line.put(separator).put(drop.getKey().word()).put(' ').decimal(drop.getValue());
      separator = ", ";
    }
    line.put(drops.isEmpty() ? "" : ")");
  }
}
