package io.fdtrail.cli.output;

import io.fdtrail.cli.output.TopColumns.Column;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Stack;
import io.fdtrail.os.TerminalSize;
import io.fdtrail.traffic.Load;
import io.fdtrail.traffic.View;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.LongUnaryOperator;

/** Draws what {@code top} shows to a person with a keyboard. */
public final class TopScreen {
  private static final String FIRST_PLACE = "\033[H";
  private static final String CLEAR_REST_OF_LINE = "\033[K";
  private static final String CLEAR_REST = "\033[J";
  private static final String BOLD = "\033[1m";
  private static final String REVERSE = "\033[7m";
  private static final String NORMAL = "\033[m";
  private static final String KEYS =
      "Enter rows  / filter  s sort  p pause  d delay  ? help  q quit";
  private static final String KEYS_OF_ROWS = "Enter or Esc back  p pause  ? help  q quit";
  private static final List<String> OF_ROWS = List.of("action", "pid", "socket", "fd", "name");
  private static final int NARROWER = 2; // than in a file, so that 80 columns have room for names
  private static final int LINES_AROUND = 4; // tabs, totals, header, keys
  private static final int NANOS_PER_TENTH = 100_000_000;
  private static final int UTF8_CONTINUES = 0x80;
  private static final int UTF8_MASK = 0xc0;
  private static final int CAPACITY = 4096;

  private final EventOutput output;
  private final byte[] cut;
  private final TopColumns columns;
  private final LineBuffer line = new LineBuffer(CAPACITY);
  private final EventLines events;
  private int width;
  private int left;

  /**
   * @param utf8 whether the terminal shows it
   * @param clock of the events
   * @param errnoName such as {@code EMFILE}
   */
  public TopScreen(
      EventOutput output, boolean utf8, LongUnaryOperator clock, IntFunction<String> errnoName) {
    this.output = output;
    this.cut = (utf8 ? "\u2026" : "...").getBytes(StandardCharsets.UTF_8);
    this.columns = new TopColumns(errnoName);
    this.events = new EventLines(output.palette(), clock, errnoName);
  }

  /** How many rows there is room for. */
  public static int rows(TerminalSize size) {
    return Math.max(1, size.rows() - LINES_AROUND);
  }

  /** Draws it in the place of what was there before. */
  public void show(TopPicture picture, TerminalSize size) throws IOException {
    width = size.columns();
    left = size.rows() - 1;
    output.line().put(FIRST_PLACE);
    tabs(picture);
    totals(picture.moment());
    if (!picture.help().isEmpty()) {
      for (String text : picture.help()) {
        line.put(text);
        end();
      }
    } else if (picture.rows().isPresent()) {
      rows(picture.rows().get(), picture.skipped());
    } else {
      loads(picture, rows(size));
    }
    while (left > 0) {
      end();
    }
    bottom(picture);
    output.line().put(CLEAR_REST);
    output.flush();
  }

  private void tabs(TopPicture picture) {
    TopMoment moment = picture.moment();
    line.put(' ');
    for (View view : View.values()) {
      boolean isShown = view == moment.view();
      line.put(isShown ? REVERSE : "").put(' ').decimal(view.ordinal() + 1).put(' ');
      line.put(view.word()).put(' ').put(isShown ? NORMAL : "");
    }
    line.put("  by ").put(moment.order().word()).put("  ");
    line.decimal(moment.elapsed().toSeconds()).put('.');
    line.decimal(moment.elapsed().toNanosPart() / NANOS_PER_TENTH).put(" s");
    if (!picture.notes().isEmpty()) {
      line.put("  ").put(BOLD).put(picture.notes()).put(NORMAL);
    }
    end();
  }

  private void totals(TopMoment moment) {
    line.put("lost ").decimal(moment.lost()).put(", ring ").decimal(moment.backlog()).put('%');
    if (moment.forgotten() > 0) {
      line.put(", rows forgotten ").decimal(moment.forgotten());
    }
    line.put(", sent ").put(TopColumns.rate(moment.counts().sent(), moment.period()));
    line.put("/s, received ").put(TopColumns.rate(moment.counts().received(), moment.period()));
    line.put("/s, dropped ").put(TopColumns.rate(moment.counts().dropped(), moment.period()));
    line.put("/s");
    String separator = " (";
    String colour = moment.drops().isEmpty() ? "" : output.palette().ofReason();
    line.put(colour);
    for (Map.Entry<DropReason, Long> drop :
        moment.drops().entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .toList()) {
      line.put(separator).put(drop.getKey().word()).put(' ').decimal(drop.getValue());
      separator = ", ";
    }
    line.put(moment.drops().isEmpty() ? "" : ")").put(Palette.end(colour));
    end();
  }

  private void loads(TopPicture picture, int room) {
    List<Column> shown = columns.of(picture.moment().view());
    line.put(BOLD);
    for (int i = 0; i < shown.size(); i++) {
      int from = line.length();
      line.put(shown.get(i).header());
      endCell(shown, i, from);
    }
    line.put(NORMAL);
    end();
    List<Load> loads = picture.moment().loads();
    int first = Math.max(0, picture.selected() - room + 1);
    for (int i = first; i < Math.min(loads.size(), first + room); i++) {
      load(shown, loads.get(i), picture.moment(), i == picture.selected());
    }
  }

  private void load(List<Column> shown, Load load, TopMoment moment, boolean isSelected) {
    line.put(isSelected ? REVERSE : "");
    for (int i = 0; i < shown.size(); i++) {
      boolean isWrong = shown.get(i).header().equals("DROP/s") && load.period().dropped() > 0;
      String colour = isWrong && !isSelected ? output.palette().ofReason() : "";
      line.put(colour);
      int from = line.length();
      shown.get(i).cell().print(load, moment.period(), line);
      if (line.length() == from) {
        line.put('-');
      }
      endCell(shown, i, from);
      line.put(Palette.end(colour));
    }
    line.put(isSelected ? NORMAL : "");
    end();
  }

  private void endCell(List<Column> shown, int column, int from) {
    if (column < shown.size() - 1) {
      Column ended = shown.get(column);
      int width = ended.isText() ? ended.width() : ended.width() - NARROWER;
      line.endCell(from, width, ended.isText());
    }
  }

  private void rows(List<FdEvent> rows, int skipped) throws IOException {
    line.put(BOLD).put(events.header()).put(NORMAL);
    end();
    for (FdEvent row : rows.subList(Math.min(skipped, rows.size()), rows.size())) {
      if (left == 0) {
        return;
      }
      line.put(events.of(row, new TerminalSize(left, width - 1)));
      end();
    }
  }

  private void bottom(TopPicture picture) {
    if (!picture.message().isEmpty()) {
      line.put(output.palette().ofReason()).put(picture.message());
      line.put(Palette.end(output.palette().ofReason()));
    } else if (!picture.prompt().isEmpty()) {
      line.put(BOLD).put(picture.prompt()).put(NORMAL);
    } else {
      line.put(picture.filter().isEmpty() ? "" : "[" + picture.filter() + "]  ");
      line.put(picture.rows().isPresent() ? KEYS_OF_ROWS : KEYS);
    }
    fit();
    output.line().put(line.array(), 0, line.length()).put(CLEAR_REST_OF_LINE);
    line.clear();
  }

  /** A line that is as wide as the screen would leave the cursor at its end, or below it. */
  private void end() {
    if (left > 0) {
      fit();
      output.line().put(line.array(), 0, line.length()).put(CLEAR_REST_OF_LINE).put('\n');
      left--;
    }
    line.clear();
  }

  private void fit() {
    int end = endOf(line, width - 1);
    if (end < line.length()) {
      line.cutTo(endOf(line, width - 1 - (cut.length > 1 && cut[0] == '.' ? cut.length : 1)));
      line.put(cut).put(NORMAL);
    }
  }

  /** Where so many characters end; what changes colours has no width. */
  private static int endOf(LineBuffer line, int characters) {
    byte[] bytes = line.array();
    int count = 0;
    int at = 0;
    while (at < line.length()) {
      if (bytes[at] == '\033') {
        while (at < line.length() && bytes[at] != 'm') {
          at++;
        }
      } else if ((bytes[at] & UTF8_MASK) != UTF8_CONTINUES && ++count > characters) {
        return at;
      }
      at++;
    }
    return at;
  }

  /** Events as lines of the table. */
  private static final class EventLines implements Destination {
    private final TableRenderer table;
    private final EventOutput rows;
    private byte[] last = {};
    private TerminalSize size = new TerminalSize(1, 1);

    EventLines(Palette palette, LongUnaryOperator clock, IntFunction<String> errnoName) {
      rows = palette == Palette.PLAIN ? EventOutput.of(this) : EventOutput.coloured(this);
      table =
          TableRenderer.standard(
              new Columns(clock, errnoName), OF_ROWS, rows, System.err, errnoName);
    }

    byte[] header() throws IOException {
      table.begin();
      rows.flush();
      return last;
    }

    byte[] of(FdEvent event, TerminalSize room) throws IOException {
      size = room;
      table.event(event.after(Stack.NONE)); // a stack is lines of its own
      rows.flush();
      return last;
    }

    @Override
    public Optional<TerminalSize> size() {
      return Optional.of(size);
    }

    @Override
    public long write(byte[] lines, int length) {
      last = Arrays.copyOf(lines, length - 1);
      return 0;
    }
  }
}
