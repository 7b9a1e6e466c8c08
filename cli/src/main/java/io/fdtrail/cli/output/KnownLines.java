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
    KnownLine expected = last == null ? null : last.next();
    if (expected != null && isCopied(expected, event, json)) {
      last = expected;
      return;
    }
    int slot = event.act().number() & (SLOTS - 1);
    KnownLine kept = lines[slot];
    if (kept != null && isCopied(kept, event, json)) {
      follow(kept);
    } else {
      writeAnew(slot, event, json);
    }
  }

  private static boolean isCopied(KnownLine known, FdEvent event, JsonWriter json) {
    return known.act() == event.act() && known.put(event, json.buffer());
  }

  private void follow(KnownLine by) {
    if (last != null) {
      last.follow(by);
    }
    last = by;
  }

  private void writeAnew(int slot, FdEvent event, JsonWriter json) throws IOException {
    LineBuffer line = json.buffer();
    int start = line.length();
    line.put(beginning);
    for (LinePart part : parts) {
      part.write(event, json);
    }
    if (seen[slot] != event.act()) {
      seen[slot] = event.act();
    } else {
      lines[slot] = KnownLine.of(event, rising, line, start);
    }
  }
}
