package io.fdtrail.cli.output;

import io.fdtrail.event.Act;
import io.fdtrail.event.FdEvent;
import java.io.IOException;
import java.util.List;

/**
 * The beginnings of lines, up to the first member that may be of any length in each. If an act
 * happens again and again, its line is copied as one piece, and the last digits of numbers are
 * replaced. A direct-mapped table of acts that came at least twice.
 *
 * <p>Acts follow each other in the same order, mostly.
 */
final class KnownLines {
  private static final int SLOTS = 128;

  private final byte[] beginning;
  private final LinePart[] parts;
  private final RisingValue[] rising;
  private final KnownLine[] lines = new KnownLine[SLOTS];
  private final Act[] seen = new Act[SLOTS];
  private KnownLine last;

  /**
   * @param beginning of all lines
   * @param parts all members up to there
   */
  KnownLines(byte[] beginning, List<LinePart> parts) {
    this.beginning = beginning;
    this.parts = parts.toArray(new LinePart[0]);
    this.rising =
        parts.stream().flatMap(part -> part.rising().stream()).toArray(RisingValue[]::new);
  }

  void write(FdEvent event, JsonWriter json) throws IOException {
    KnownLine known = find(event.act());
    if (known != null && known.put(event, json.buffer())) {
      return;
    }
    if (known != null) {
      last = null; // or it would be found again, before the one that takes its place
    }
    writeAnew(event, json);
  }

  private KnownLine find(Act act) {
    KnownLine found = last;
    if (found != null) {
      found = found.next();
      if (found.act() == act) {
        last = found;
        return found;
      }
    }
    found = lines[slot(act)];
    return found == null || found.act() != act ? null : follow(found);
  }

  private KnownLine follow(KnownLine by) {
    if (last != null) {
      last.follow(by);
    }
    last = by;
    return by;
  }

  private static int slot(Act act) {
    return act.number() & (SLOTS - 1);
  }

  private void writeAnew(FdEvent event, JsonWriter json) throws IOException {
    LineBuffer line = json.buffer();
    int start = line.length();
    line.put(beginning);
    for (LinePart part : parts) {
      part.write(event, json);
    }
    int slot = slot(event.act());
    if (seen[slot] != event.act()) {
      seen[slot] = event.act();
    } else {
      lines[slot] = KnownLine.of(event, rising, line, start);
    }
  }
}
