package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import java.io.IOException;
import java.util.function.LongUnaryOperator;

/** The wall clock's time of an event. */
final class WallTime implements Column.Value<FdEvent>, Printer<FdEvent> {
  private static final long MILLI = 1_000_000;

  private final LongUnaryOperator wallClock;
  private final Timestamp timestamp = new Timestamp();
  private final RisingMember member = new RisingMember("\"", this::toTheMilli, "Z\"");

  /**
   * @param wallClock ns since boot to ns since 1970
   */
  WallTime(LongUnaryOperator wallClock) {
    this.wallClock = wallClock;
  }

  private byte[] toTheMilli(long millis) {
    LineBuffer text = new LineBuffer(32);
    timestamp.print(millis * MILLI, text);
    text.cutTo(text.length() - "000000Z".length());
    return text.copy();
  }

  @Override
  public void print(FdEvent event, LineBuffer to) {
    timestamp.print(wallClock.applyAsLong(event.bootNs()), to);
  }

  @Override
  public void cell(FdEvent event, LineBuffer to) {
    print(event, to);
  }

  @Override
  public void member(FdEvent event, JsonKey key, JsonMembers json) throws IOException {
    json.printed(key, event, this);
  }

  @Override
  public void memberOfLine(FdEvent event, JsonKey key, JsonWriter json) throws IOException {
    long time = wallClock.applyAsLong(event.bootNs());
    if (time < 0) {
      member(event, key, json);
    } else {
      member.put(key, time, json.buffer());
    }
  }
}
