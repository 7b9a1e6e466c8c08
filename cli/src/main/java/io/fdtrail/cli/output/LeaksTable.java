package io.fdtrail.cli.output;

import io.fdtrail.event.OpenFile;
import io.fdtrail.leaks.Leak;
import io.fdtrail.leaks.Numbers;
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
    this.cells = new Cells(output, Cells.text(16), Cells.text(16), Cells.text(14), 6, 6, 6, 0);
  }

  @Override
  public void show(List<Leak> leaks, long received, List<String> gaps) throws IOException {
    cells.header("FROM", "TO", "KIND", "RECV", "OPEN", "HELD", "NAME");
    for (Leak leak : leaks) {
      cells.row(
          () -> Escaper.text(leak.sender(), line),
          () -> Escaper.text(leak.receiver(), line),
          () -> line.put(leak.file().kind().word()),
          () -> line.unsigned(leak.received()),
          () -> line.unsigned(leak.open().count()),
          () -> line.unsigned(leak.held().count()),
          () -> name(leak.file()));
      numbers("open in", leak.open());
      numbers("held by", leak.held());
    }
    output.flush();
    gaps.forEach(gap -> messages.println("fdtrail: incomplete: " + gap));
    messages.println(
        received
            + " received; "
            + LeaksRenderer.count(leaks, true)
            + " are open at the number received, "
            + LeaksRenderer.count(leaks, false)
            + " at the number sent; copies are not looked for");
  }

  private void name(OpenFile file) {
    FileName.print(file, line);
    Endpoints.follow(file, line);
  }

  private void numbers(String what, Numbers numbers) throws IOException {
    for (Map.Entry<Integer, SortedSet<Integer>> process : numbers.byProcess().entrySet()) {
      line.put("  ").put(what).put(' ').decimal(process.getKey()).put(':');
      ranges(process.getValue());
      output.endLine();
    }
  }

  /** {@code 3 5-9}. */
  private void ranges(SortedSet<Integer> fds) {
    int from = -1;
    int to = -1;
    for (int fd : fds) {
      if (to >= 0 && fd == to + 1) {
        to = fd;
      } else {
        range(from, to);
        from = fd;
        to = fd;
      }
    }
    range(from, to);
  }

  private void range(int from, int to) {
    if (to >= 0) {
      line.put(' ').decimal(from);
      if (to > from) {
        line.put('-').decimal(to);
      }
    }
  }
}
