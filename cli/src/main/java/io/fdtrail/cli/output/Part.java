package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Neighbouring JSON members that tell of one thing: a process, a socket, a file. Events about the same thing carry the same
 * object (the decoder sees to that), so that its members are written once, and then copied.
 */
final class Part {
  private static final int KEPT = 8;

  private final Function<FdEvent, Object> subject;
  private final Column[] columns;
  private final Object[] subjects = new Object[KEPT];
  private final byte[][] written = new byte[KEPT][];
  private int next;

  /** @param subject what the columns tell of; empty: of the event itself, which is always new */
  Part(Optional<Function<FdEvent, Object>> subject, List<Column> columns) {
    this.subject = subject.orElse(null);
    this.columns = columns.toArray(new Column[0]);
  }

  void write(FdEvent event, JsonWriter json) {
    if (subject == null) {
      writeAnew(event, json);
      return;
    }
    Object of = subject.apply(event);
    for (int i = 0; i < KEPT; i++) {
      if (subjects[i] == of) {
        json.raw(written[i]);
        return;
      }
    }
    LineBuffer buffer = json.buffer();
    int start = buffer.length();
    writeAnew(event, json);
    subjects[next] = of;
    written[next] = Arrays.copyOfRange(buffer.array(), start, buffer.length());
    next = (next + 1) % KEPT;
  }

  private void writeAnew(FdEvent event, JsonWriter json) {
    for (Column column : columns) {
      column.member(event, json);
    }
  }
}
