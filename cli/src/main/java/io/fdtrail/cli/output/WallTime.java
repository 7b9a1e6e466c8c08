package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import java.io.IOException;
import java.util.function.LongUnaryOperator;

/** The wall clock's time of an event. */
final class WallTime extends RisingValue {
  private final LongUnaryOperator wallClock;
  private final Timestamp timestamp = new Timestamp();

  /**
   * @param wallClock ns since boot to ns since 1970
   */
  WallTime(LongUnaryOperator wallClock) {
    super("\"", "Z\"", 0);
    this.wallClock = wallClock;
  }

  @Override
  long number(FdEvent event) {
    return wallClock.applyAsLong(event.bootNs());
  }

  /** Up to the millisecond. */
  @Override
  byte[] leadingOf(long millis) {
    LineBuffer text = new LineBuffer(32);
    timestamp.print(millis * MILLION, text);
    text.cutTo(text.length() - "000000Z".length());
    return text.copy();
  }

  @Override
  public void print(FdEvent event, LineBuffer to) {
    timestamp.print(number(event), to);
  }

  @Override
  public void cell(FdEvent event, LineBuffer to) {
    print(event, to);
  }

  @Override
  public void member(FdEvent event, JsonKey key, JsonMembers json) throws IOException {
    json.printed(key, event, this);
  }
}
