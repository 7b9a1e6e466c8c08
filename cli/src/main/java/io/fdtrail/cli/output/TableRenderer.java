package io.fdtrail.cli.output;

import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.function.IntFunction;

/** Rows of columns. What was lost, and the summary, go to the standard error. */
public final class TableRenderer implements Renderer {
  private static final byte[] FROM = Ascii.bytes("  < ");
  private static final byte[] CUT = Ascii.bytes("...");
  private static final int SHORTEST_NAME = 12;
  private static final byte[] TO = Ascii.bytes(" -> ");

  private final List<Column> columns;
  private final boolean withTail;
  private final EventOutput output;
  private final LineBuffer line;
  private final Palette palette;
  private final PrintStream messages;
  private final IntFunction<String> errnoName;
  private int invisible;

  private TableRenderer(
      List<Column> columns,
      boolean withTail,
      EventOutput output,
      PrintStream messages,
      IntFunction<String> errnoName) {
    this.columns = columns;
    this.withTail = withTail;
    this.output = output;
    this.line = output.line();
    this.palette = output.palette();
    this.messages = messages;
    this.errnoName = errnoName;
  }

  /**
   * Our choice of columns; after the last one, who sent it, and what went wrong.
   *
   * @param keys of the columns
   */
  public static TableRenderer standard(
      Columns columns,
      List<String> keys,
      EventOutput output,
      PrintStream messages,
      IntFunction<String> errnoName) {
    return new TableRenderer(columns.select(keys), true, output, messages, errnoName);
  }

  /** The user's choice of columns, and nothing else. */
  public static TableRenderer chosen(
      Columns columns,
      List<String> keys,
      EventOutput output,
      PrintStream messages,
      IntFunction<String> errnoName) {
    return new TableRenderer(columns.select(keys), false, output, messages, errnoName);
  }

  @Override
  public void begin() throws IOException {
    for (int i = 0; i < columns.size(); i++) {
      int start = line.length();
      line.put(columns.get(i).header());
      endCell(i, start);
    }
    output.endLine();
  }

  @Override
  public boolean event(FdEvent event) throws IOException {
    int row = line.length();
    invisible = 0;
    int last = row;
    for (int i = 0; i < columns.size(); i++) {
      String colour = colour(columns.get(i), event);
      begin(colour);
      last = line.length();
      columns.get(i).cell(event, line);
      if (line.length() == last) {
        line.put('-');
      }
      endCell(i, last);
      end(colour);
    }
    if (withTail) {
      int end = line.length();
      tail(event);
      fit(row, last, end);
    }
    output.endLine();
    StackColumn.lines(event.stack(), output);
    return true;
  }

  private String colour(Column column, FdEvent event) {
    if (palette == Palette.PLAIN) {
      return "";
    }
    return switch (column.key()) {
      case "action" -> palette.of(event.action());
      case "reason", "errno" -> palette.ofReason();
      default -> "";
    };
  }

  private void begin(String colour) {
    line.put(colour);
    invisible += colour.length();
  }

  private void end(String colour) {
    begin(Palette.end(colour));
  }

  /** On a terminal, the name gives way to what follows it: its end is what distinguishes files. */
  private void fit(int row, int name, int end) {
    if (output.size().isEmpty()) {
      return;
    }
    int excess = line.length() - row - invisible - output.size().get().columns();
    int cut = Math.min(excess + CUT.length, end - name - SHORTEST_NAME);
    if (excess > 0 && cut > CUT.length) {
      line.replace(name, cut, CUT);
    }
  }

  private void endCell(int column, int start) {
    if (column < columns.size() - 1) {
      Column ended = columns.get(column);
      line.endCell(start, ended.width(), ended.isText());
    }
  }

  private void tail(FdEvent event) {
    Endpoints.follow(event.file(), line); // NAME is the last column
    if (event.sender().isKnown()) {
      line.put(FROM);
      SenderColumn.print(event.sender(), line);
    } else if (hasSource(event)) {
      line.put(FROM).put('-');
    }
    if (event.reason() != DropReason.NONE) {
      line.put(hasSource(event) ? ", " : "  ");
      begin(palette.ofReason());
      line.put(event.reason().word());
      end(palette.ofReason());
    } else if (event.hasTimeInFlight()) {
      line.put(", ");
      Times.duration(event.inFlightNs(), line);
    }
    if (event.errno() != 0 && event.reason() != DropReason.EMFILE) {
      line.put(event.reason() != DropReason.NONE ? " " : hasSource(event) ? ", " : "  ");
      begin(palette.ofReason());
      line.put(errnoName.apply(event.errno()));
      end(palette.ofReason());
    }
    if (event.action() == Action.FAIL && !event.socket().path().isEmpty()) {
      target(event);
    }
  }

  /** Last, so that it may have any form. */
  private void target(FdEvent event) {
    if (event.errno() == 0 && event.reason() == DropReason.NONE) {
      line.put(' ');
    }
    line.put(TO);
    Escaper.text(event.socket().path(), line);
  }

  /** Whether the descriptor came from elsewhere, known or not. */
  private static boolean hasSource(FdEvent event) {
    return event.action() != Action.SEND && event.action() != Action.FAIL;
  }

  @Override
  public void lost(String reason, String advice, long count, long total) throws IOException {
    output.flush();
    messages.println(Summary.loss(reason, advice, count));
  }

  @Override
  public void summary(Totals totals, String backend) throws IOException {
    output.flush();
    messages.println(Summary.text(totals));
  }
}
