package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Neighbouring JSON members with the same subject. They are written once, and then copied for later
 * events about it. A direct-mapped table, like the decoder's, because the subjects of several
 * processes take turns.
 */
final class CachedMembers {
  private static final int SLOT_BITS = 7;

  private final EventPart subject;
  private final Column[] columns;
  private final Object[] objects = new Object[1 << SLOT_BITS];
  private final long[] numbers = new long[1 << SLOT_BITS];
  private final byte[][] written = new byte[1 << SLOT_BITS][];

  CachedMembers(EventPart subject, List<Column> columns) {
    this.subject = subject;
    this.columns = columns.toArray(new Column[0]);
  }

  void write(FdEvent event, JsonWriter json) throws IOException {
    if (subject.isAlwaysNew()) {
      writeAnew(event, json);
      return;
    }
    Object object = subject.object(event);
    long number = subject.number(event);
    int slot = (int) ((number * 0x9E3779B97F4A7C15L) >>> (Long.SIZE - SLOT_BITS));
    if (objects[slot] == object && numbers[slot] == number) {
      json.buffer().put(written[slot]);
      return;
    }
    LineBuffer buffer = json.buffer();
    int start = buffer.length();
    writeAnew(event, json);
    objects[slot] = object;
    numbers[slot] = number;
    written[slot] = Arrays.copyOfRange(buffer.array(), start, buffer.length());
  }

  private void writeAnew(FdEvent event, JsonWriter json) throws IOException {
    for (Column column : columns) {
      column.member(event, json);
    }
  }
}
