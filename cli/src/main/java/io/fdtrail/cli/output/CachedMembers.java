package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import java.io.IOException;
import java.util.ArrayList;
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

  private CachedMembers(List<Column> columns) {
    this.subject = columns.get(0).subject();
    this.columns = columns.toArray(new Column[0]);
  }

  /**
   * Runs of columns with the same subject.
   *
   * @param columns none of which is always new
   */
  static CachedMembers[] of(List<Column> columns) {
    List<CachedMembers> runs = new ArrayList<>();
    int from = 0;
    for (int to = 1; to <= columns.size(); to++) {
      if (to == columns.size() || columns.get(to).subject() != columns.get(from).subject()) {
        runs.add(new CachedMembers(columns.subList(from, to)));
        from = to;
      }
    }
    return runs.toArray(new CachedMembers[0]);
  }

  void write(FdEvent event, JsonWriter json) throws IOException {
    Object object = subject.object(event.act());
    long number = subject.number(event.act());
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
