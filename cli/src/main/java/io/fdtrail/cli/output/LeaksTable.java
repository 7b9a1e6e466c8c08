package io.fdtrail.cli.output;

import static java.util.stream.Collectors.joining;

import io.fdtrail.leaks.Leak;
import io.fdtrail.leaks.Place;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A row for descriptors of the same kind, below it their numbers. */
public final class LeaksTable implements LeaksRenderer {
  /** A row's lines for a place: a descriptor may be in each of ten thousand processes. */
  private static final int PROCESSES = 20;

  private final EventOutput output;
  private final LineBuffer line;
  private final PrintStream messages;
  private final List<LeakCount> counts;
  private final Cells cells;

  private LeaksTable(EventOutput output, PrintStream messages, List<LeakCount> counts) {
    this.output = output;
    this.line = output.line();
    this.messages = messages;
    this.counts = counts;
    IntStream before = IntStream.of(Cells.text(16), Cells.text(16), Cells.text(14), 6);
    IntStream widths = counts.stream().mapToInt(LeakCount::width);
    this.cells =
        new Cells(
            output, IntStream.concat(IntStream.concat(before, widths), IntStream.of(0)).toArray());
  }

  /** Of what is somewhere now. */
  public static LeaksTable ofNow(EventOutput output, PrintStream messages) {
    return new LeaksTable(output, messages, LeakCount.all());
  }

  /** Of what processes had when they ended. */
  public static LeaksTable ofEnded(EventOutput output, PrintStream messages) {
    return new LeaksTable(output, messages, LeakCount.ofEnded());
  }

  /** Of what was received: where it was then is not known. */
  public static LeaksTable ofReceived(EventOutput output, PrintStream messages) {
    return new LeaksTable(output, messages, List.of());
  }

  @Override
  public void show(List<Leak> leaks, long received, List<String> gaps) throws IOException {
    rows(leaks);
    gaps.forEach(gap -> messages.println("fdtrail: incomplete: " + gap));
    Stream<String> places = counts.stream().map(count -> count.in(leaks) + " " + count.word());
    messages.println(
        received + " received" + (counts.isEmpty() ? "" : "; " + places.collect(joining(", "))));
  }

  /** How many descriptors processes had when they ended. */
  public static long heldAtEnd(List<Leak> leaks) {
    return LeakCount.ofEnded().stream().mapToLong(count -> count.in(leaks)).sum();
  }

  /** Only the table. */
  public void rows(List<Leak> leaks) throws IOException {
    Stream<String> names = counts.stream().map(LeakCount::name);
    cells.header(
        Stream.of(Stream.of("FROM", "TO", "KIND", "RECV"), names, Stream.of("NAME"))
            .flatMap(columns -> columns)
            .toArray(String[]::new));
    for (Leak leak : leaks) {
      cells.row(row(leak));
      stack(leak);
      numbers(leak, Place.OPEN, "open in ", ":");
      numbers(leak, Place.COPIES, "copies in ", ":");
      numbers(leak, Place.HELD, "held by ", ":");
      numbers(leak, Place.HELD_COPIES, "copies held by ", ":");
      numbers(leak, Place.ELSEWHERE, "elsewhere in ", ":");
      numbers(leak, Place.QUEUED, "queued to ", ": socket");
      numbers(leak, Place.MAPPED, "mapped in ", ": inode");
    }
    output.flush();
  }

  private Cells.Cell[] row(Leak leak) {
    List<Cells.Cell> row = new ArrayList<>();
    row.add(() -> Escaper.text(leak.sender(), line));
    row.add(() -> Escaper.text(leak.receiver(), line));
    row.add(() -> line.put(leak.file().kind().word()));
    row.add(() -> line.unsigned(leak.received()));
    counts.forEach(count -> row.add(() -> line.unsigned(count.in(leak))));
    row.add(() -> name(leak));
    return row.toArray(Cells.Cell[]::new);
  }

  private void name(Leak leak) {
    FileName.print(leak.file(), line);
    Endpoints.follow(leak.file(), line);
    if (leak.names() > 1) {
      line.put(" and ").unsigned(leak.names() - 1L);
      line.put(leak.names() == 2 ? " other name" : " other names");
    }
  }

  private void stack(Leak leak) throws IOException {
    if (leak.stack().isReported()) {
      line.put("  received here ").unsigned(leak.received());
      line.put(leak.received() == 1 ? " time" : " times");
      line.put(leak.count(Place.OPEN) == leak.received() ? ", never closed" : "");
      output.endLine();
      StackColumn.lines(leak.stack(), output);
    }
  }

  private void numbers(Leak leak, Place place, String before, String after) throws IOException {
    Map<Integer, SortedSet<Long>> processes = leak.in(place).byProcess();
    int rest = processes.size();
    for (Map.Entry<Integer, SortedSet<Long>> process : processes.entrySet()) {
      line.put("  ").put(before);
      if (rest > 1 && rest == processes.size() - PROCESSES) {
        line.unsigned(rest).put(" more processes");
        output.endLine();
        return;
      }
      line.decimal(process.getKey()).put(after);
      ranges(process.getValue());
      output.endLine();
      rest--;
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
