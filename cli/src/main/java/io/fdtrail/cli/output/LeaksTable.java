package io.fdtrail.cli.output;

import io.fdtrail.event.OpenFile;
import io.fdtrail.leaks.Leak;
import io.fdtrail.leaks.Place;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    Stream<String> counts = LeakCount.all().map(LeakCount::name);
    cells.header(
        Stream.of(Stream.of("FROM", "TO", "KIND", "RECV"), counts, Stream.of("NAME"))
            .flatMap(names -> names)
            .toArray(String[]::new));
    for (Leak leak : leaks) {
      cells.row(row(leak));
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
        LeakCount.all()
            .map(count -> count.in(leaks) + " " + count.word())
            .collect(Collectors.joining(", ", received + " received; ", "")));
  }

  private Cells.Cell[] row(Leak leak) {
    List<Cells.Cell> row = new ArrayList<>();
    row.add(() -> Escaper.text(leak.sender(), line));
    row.add(() -> Escaper.text(leak.receiver(), line));
    row.add(() -> line.put(leak.file().kind().word()));
    row.add(() -> line.unsigned(leak.received()));
    LeakCount.all().forEach(count -> row.add(() -> line.unsigned(count.in(leak))));
    row.add(() -> name(leak.file()));
    return row.toArray(Cells.Cell[]::new);
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
