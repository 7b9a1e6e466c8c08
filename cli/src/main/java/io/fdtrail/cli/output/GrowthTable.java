package io.fdtrail.cli.output;

import io.fdtrail.leaks.Growing;
import io.fdtrail.leaks.Growing.Change;
import io.fdtrail.leaks.Growing.Origin;
import java.io.IOException;
import java.io.PrintStream;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A row for each process, below it who sent what it has. */
public final class GrowthTable implements GrowthRenderer {
  private static final int MINUTES_PER_HOUR = 60;
  private static final int MINUTES_PER_DAY = 24 * MINUTES_PER_HOUR;
  private static final int FRACTION_BELOW = 10;
  private static final int NANOS_PER_TENTH = 100_000_000;

  private final EventOutput output;
  private final LineBuffer line;
  private final PrintStream messages;
  private final Cells cells;
  private boolean hasHeader;
  private List<String> reported = List.of();

  public GrowthTable(EventOutput output, PrintStream messages) {
    this.output = output;
    this.line = output.line();
    this.messages = messages;
    this.cells = new Cells(output, 8, 7, Cells.text(16), 6, Cells.text(10), 7, 7, 5, 0);
  }

  @Override
  public void show(Duration elapsed, List<Growing> rows, List<String> gaps) throws IOException {
    if (!hasHeader) {
      cells.header("TIME", "PID", "PROCESS", "OPEN", "RATE", "FDS", "LIMIT", "USED", "FULL IN");
      hasHeader = true;
    }
    for (Growing row : rows) {
      row(elapsed, row);
    }
    output.flush();
    if (!gaps.equals(reported)) {
      gaps.forEach(gap -> messages.println("fdtrail: incomplete: " + gap));
      reported = List.copyOf(gaps);
    }
  }

  private void row(Duration elapsed, Growing row) throws IOException {
    cells.row(
        () ->
            line.decimal(elapsed.toSeconds())
                .put('.')
                .decimal(elapsed.toNanosPart() / NANOS_PER_TENTH),
        () -> line.decimal(row.pid()),
        () -> Escaper.text(row.process(), line),
        () -> line.decimal(row.open()),
        () -> row.change().ifPresent(change -> line.put(rate(change))),
        () -> row.descriptors().ifPresent(line::decimal),
        () -> row.limit().ifPresent(line::decimal),
        () -> row.percent().ifPresent(percent -> line.decimal(percent).put('%')),
        () -> row.fullIn().ifPresent(time -> line.put(rough(time))));
    for (Origin origin : row.origins()) {
      line.put("  ").decimal(origin.open()).put(' ').put(origin.kind().word());
      origin.change().ifPresent(change -> line.put(' ').put(rate(change)));
      if (!origin.sender().isEmpty()) {
        line.put(" from ");
        Escaper.text(origin.sender(), line);
      }
      output.endLine();
    }
  }

  /** {@code +12/min}, {@code -0.5/h}: in the smallest unit of which there is at least one. */
  static String rate(Change change) {
    return rate(change.perMinute());
  }

  static String rate(double perMinute) {
    double size = Math.abs(perMinute);
    if (size >= 1 || size == 0) {
      return number(perMinute) + "/min";
    }
    return size * MINUTES_PER_HOUR >= 1
        ? number(perMinute * MINUTES_PER_HOUR) + "/h"
        : number(perMinute * MINUTES_PER_DAY) + "/d";
  }

  private static String number(double value) {
    String pattern = Math.abs(value) < FRACTION_BELOW ? "+0.#;-0.#" : "+0;-0";
    return new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
  }

  /** {@code 3 h}: in the largest unit of which there is at least one, rounded down. */
  static String rough(Duration time) {
    if (time.toDays() > 0) {
      return time.toDays() + " d";
    }
    if (time.toHours() > 0) {
      return time.toHours() + " h";
    }
    return time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
  }
}
