package io.fdtrail.cli.replay;

import io.fdtrail.cli.output.Origin;
import io.fdtrail.event.Action;
import io.fdtrail.event.FdEvent;
import io.fdtrail.memory.Recent;
import java.util.Map;

/**
 * Which trace each line is of, and its number there: a log has the lines of several traces if the
 * tracer, or the machine, was started again. For use by one thread.
 */
final class LineOrigins {
  /** As many as a filter holds until their receivers are known. */
  private static final int MOST_SENDS = 16384;

  private record Line(Origin.Trace trace, long number) {
    private static final Line NONE = new Line(Origin.Trace.UNKNOWN, Origin.NO_NUMBER);

    Line withoutNumber() {
      return new Line(trace, Origin.NO_NUMBER);
    }
  }

  private record Descriptor(long message, int index) {}

  private final Map<Descriptor, Line> sends = new Recent<>(MOST_SENDS);
  private boolean isAsked;
  private Line read = Line.NONE;
  private Line shown = Line.NONE;

  /** Of the line that is shown; asked once for each. */
  Origin origin() {
    isAsked = true;
    return new Origin(() -> shown.trace(), this::takeNumber);
  }

  /** What fdtrail adds has no number. */
  private long takeNumber() {
    long number = shown.number();
    shown = shown.withoutNumber();
    return number;
  }

  /** A line. It is shown next, unless it is a row. */
  void read(JsonObject line) throws BadLineException {
    if (isAsked) {
      Origin.Trace trace =
          Origin.Trace.reported(line.text("host"), line.string("boot_id"), line.string("tracer"));
      read = new Line(trace, line.number("seq", Origin.NO_NUMBER));
      shown = line.string("type").equals("event") ? read.withoutNumber() : read;
    }
  }

  /** The row of the last line. */
  void read(FdEvent row) {
    if (isAsked && row.action() == Action.SEND) {
      sends.put(new Descriptor(row.message(), row.index()), read);
    }
  }

  /** Before it is shown: the last one, or a SEND from before. */
  void show(FdEvent row) {
    if (isAsked) {
      boolean isSend = row.action() == Action.SEND;
      Line before = isSend ? sends.get(new Descriptor(row.message(), row.index())) : null;
      shown = before == null ? read : before;
    }
  }
}
