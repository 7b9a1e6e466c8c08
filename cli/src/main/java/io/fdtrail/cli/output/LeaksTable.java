package io.fdtrail.cli.output;

import io.fdtrail.event.OpenFile;
import io.fdtrail.leaks.Leak;
import io.fdtrail.leaks.Place;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** A row for descriptors of the same kind, below it their numbers. */
public final class LeaksTable implements LeaksRenderer {
  private final EventOutput output;
  private final LineBuffer line;
  private final PrintStream messages;
  private final Cells cells;

  public LeaksTable(EventOutput output, PrintStream messages) {
    this.output = output;
    this.line = output.line();
    this.messages = messages;
    this.cells =
        new Cells(output, Cells.text(16), Cells.text(16), Cells.text(14), 6, 6, 6, 6, 9, 6, 6, 0);
  }

  @Override
  public void show(List<Leak> leaks, long received, List<String> gaps) throws IOException {
    cells.header(
        "FROM",
        "TO",
        "KIND",
        "RECV",
        "OPEN",
        "COPIES",
        "HELD",
        "ELSEWHERE",
        "QUEUED",
        "MAPPED",
        "NAME");
    for (Leak leak : leaks) {
      cells.row(
          () -> Escaper.text(leak.sender(), line),
          () -> Escaper.text(leak.receiver(), line),
          () -> line.put(leak.file().kind().word()),
          () -> line.unsigned(leak.received()),
          () -> line.unsigned(leak.count(Place.OPEN)),
          () -> line.unsigned(leak.count(Place.COPIES)),
          () -> line.unsigned(leak.count(Place.HELD) + leak.count(Place.HELD_COPIES)),
          () -> line.unsigned(leak.count(Place.ELSEWHERE)),
          () -> line.unsigned(leak.count(Place.QUEUED)),
          () -> line.unsigned(leak.count(Place.MAPPED)),
          () -> name(leak.file()));
      numbers(leak, Place.OPEN, "open in ", ":");
      numbers(leak, Place.COPIES, "copies in ", ":");
      numbers(leak, Place.HELD, "held by ", ":");
      numbers(leak, Place.HELD_COPIES, "copies held by ", ":");
      numbers(leak, Place.ELSEWHERE, "elsewhere in ", ":");
      numbers(leak, Place.QUEUED, "queued to ", ": socket");
      numbers(leak, Place.MAPPED, "mapped in ", ": inode");
    }
    output.flush();
    gaps.forEach(gap -> messages.println("fdtrail: incomplete: " + gap));
    messages.println(
        received
            + " received; "
            + LeaksRenderer.count(leaks, Place.OPEN)
            + " open, "
            + LeaksRenderer.count(leaks, Place.COPIES)
            + " copies, "
            + LeaksRenderer.count(leaks, Place.HELD, Place.HELD_COPIES)
            + " held, "
            + LeaksRenderer.count(leaks, Place.ELSEWHERE)
            + " elsewhere, "
            + LeaksRenderer.count(leaks, Place.QUEUED)
            + " queued, "
            + LeaksRenderer.count(leaks, Place.MAPPED)
            + " mapped");
  }

  private void name(OpenFile file) {
    FileName.print(file, line);
    Endpoints.follow(file, line);
  }

  private void numbers(Leak leak, Place place, String before, String after) throws IOException {
    for (Map.Entry<Integer, SortedSet<Long>> process : leak.in(place).byProcess().entrySet()) {
      line.put("  ").put(before).decimal(process.getKey()).put(after);
      ranges(process.getValue());
      output.endLine();
    }
  }

  /** {@code 3 5-9}. */
  private void ranges(SortedSet<Long> numbers) {
    long from = -1;
    long to = -1;
    for (long number : numbers) {
      if (to >= 0 && number == to + 1) {
        to = number;
      } else {
        range(from, to);
        from = number;
        to = number;
      }
    }
    range(from, to);
  }

  private void range(long from, long to) {
    if (to >= 0) {
      line.put(' ').unsigned(from);
      if (to > from) {
        line.put('-').unsigned(to);
      }
    }
  }
}
