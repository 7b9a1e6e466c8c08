package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import java.util.Arrays;
import java.util.List;

/** Neighbouring JSON members with the same subject. They are written once, and then copied for what is told of it next. */
final class Part {
  private static final int KEPT = 8;

  private final Subject subject;
  private final Column[] columns;
  private final Object[] objects = new Object[KEPT];
  private final long[] numbers = new long[KEPT];
  private final byte[][] written = new byte[KEPT][];
  private int next;

  Part(Subject subject, List<Column> columns) {
    this.subject = subject;
    this.columns = columns.toArray(new Column[0]);
  }

  void write(FdEvent event, JsonWriter json) {
    if (subject == Subject.EVENT) {
      writeAnew(event, json);
      return;
    }
    Object object = subject.object(event);
    long number = subject.number(event);
    for (int i = 0; i < KEPT; i++) {
      if (objects[i] == object && numbers[i] == number) {
        json.raw(written[i]);
        return;
      }
    }
    LineBuffer buffer = json.buffer();
    int start = buffer.length();
    writeAnew(event, json);
    objects[next] = object;
    numbers[next] = number;
    written[next] = Arrays.copyOfRange(buffer.array(), start, buffer.length());
    next = (next + 1) % KEPT;
  }

  private void writeAnew(FdEvent event, JsonWriter json) {
    for (Column column : columns) {
      column.member(event, json);
    }
  }
}
