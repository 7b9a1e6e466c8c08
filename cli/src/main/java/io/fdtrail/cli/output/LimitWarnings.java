package io.fdtrail.cli.output;

import io.fdtrail.leaks.Growing;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Names a process once when it gets to a share of its limit, and again after it was below. */
public final class LimitWarnings {
  private static final int LINE_SIZE = 128;

  private record Warned(int pid, long start) {}

  private final int percent;
  private final PrintStream messages;
  private Set<Warned> warned = Set.of();

  public LimitWarnings(int percent, PrintStream messages) {
    this.percent = percent;
    this.messages = messages;
  }

  /** After each look. A process whose share is not known stays as it was. */
  public void look(List<Growing> rows) {
    Set<Warned> above = new HashSet<>();
    for (Growing row : rows) {
      Warned process = new Warned(row.pid(), row.start());
      if (row.percent().isEmpty() ? warned.contains(process) : isAbove(row)) {
        above.add(process);
        if (!warned.contains(process)) {
          messages.println("fdtrail: " + text(row));
        }
      }
    }
    warned = above;
  }

  private boolean isAbove(Growing row) {
    return row.percent().getAsLong() >= percent;
  }

  private static String text(Growing row) {
    LineBuffer line = new LineBuffer(LINE_SIZE);
    SenderColumn.owner(row.process(), row.pid(), line).put(" has ");
    line.decimal(row.descriptors().getAsInt());
    line.put(" of ").decimal(row.limit().getAsLong()).put(" descriptors open (");
    return line.decimal(row.percent().getAsLong()).put("%)").toString();
  }
}
