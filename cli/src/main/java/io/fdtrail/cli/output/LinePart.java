package io.fdtrail.cli.output;

import io.fdtrail.event.Act;
import io.fdtrail.event.FdEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Neighbouring members of a line: some that are new in each line, then some that are not. Most
 * events share all of the latter with an earlier one: then they are copied as one piece, and
 * otherwise each is taken from its {@link CachedMembers}. A direct-mapped table, too.
 */
final class LinePart {
  private static final int SLOT_BITS = 7;

  private final Column[] fresh;
  private final CachedMembers[] cached;
  private final EventParts subjects;
  private final Act[] acts = new Act[1 << SLOT_BITS];
  private final byte[][] written = new byte[1 << SLOT_BITS][];

  private LinePart(List<Column> fresh, List<Column> shared) {
    this.fresh = fresh.toArray(new Column[0]);
    this.cached = CachedMembers.of(shared);
    this.subjects =
        new EventParts(shared.stream().map(Column::subject).collect(Collectors.toSet()));
  }

  /** As few as possible. */
  static List<LinePart> of(List<Column> columns) {
    List<LinePart> parts = new ArrayList<>();
    int from = 0;
    while (from < columns.size()) {
      int shared = end(columns, from, true);
      int to = end(columns, shared, false);
      parts.add(new LinePart(columns.subList(from, shared), columns.subList(shared, to)));
      from = to;
    }
    return parts;
  }

  private static int end(List<Column> columns, int from, boolean isNew) {
    int to = from;
    while (to < columns.size() && columns.get(to).subject().isAlwaysNew() == isNew) {
      to++;
    }
    return to;
  }

  /** Those that are new in each line, and mostly like those of the line before. */
  List<RisingValue> rising() {
    return Arrays.stream(fresh).flatMap(column -> column.rising().stream()).toList();
  }

  /** Whether no other members are new in each line. */
  boolean onlyRises() {
    return rising().size() == fresh.length;
  }

  void write(FdEvent event, JsonWriter json) throws IOException {
    for (Column column : fresh) {
      column.memberOfLine(event, json);
    }
    if (cached.length > 0) {
      copy(event, json);
    }
  }

  private void copy(FdEvent event, JsonWriter json) throws IOException {
    Act act = event.act();
    int slot = (int) ((subjects.hash(act) * 0x9E3779B97F4A7C15L) >>> (Long.SIZE - SLOT_BITS));
    Act earlier = acts[slot];
    if (earlier != null && subjects.areShared(earlier, act)) {
      json.buffer().put(written[slot]);
    } else {
      keep(slot, event, json);
    }
  }

  private void keep(int slot, FdEvent event, JsonWriter json) throws IOException {
    LineBuffer buffer = json.buffer();
    int start = buffer.length();
    for (CachedMembers members : cached) {
      members.write(event, json);
    }
    acts[slot] = event.act();
    written[slot] = Arrays.copyOfRange(buffer.array(), start, buffer.length());
  }
}
