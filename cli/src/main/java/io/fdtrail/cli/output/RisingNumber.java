package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import java.io.IOException;
import java.util.function.ToLongFunction;

/** A number that grows little from event to event. 0 is unknown. */
final class RisingNumber implements Column.Value<FdEvent>, Printer<FdEvent> {
  private static final long SMALL = 1_000_000;

  private final ToLongFunction<FdEvent> extractor;
  private final boolean isQuoted;
  private final RisingMember member;

  /**
   * @param isQuoted a string in JSON, because the number may be too large for its doubles
   */
  RisingNumber(ToLongFunction<FdEvent> extractor, boolean isQuoted) {
    this.extractor = extractor;
    this.isQuoted = isQuoted;
    String quote = isQuoted ? "\"" : "";
    this.member = new RisingMember(quote, millions -> Ascii.bytes(Long.toString(millions)), quote);
  }

  @Override
  public void print(FdEvent event, LineBuffer to) {
    to.unsigned(extractor.applyAsLong(event));
  }

  @Override
  public void cell(FdEvent event, LineBuffer to) {
    if (extractor.applyAsLong(event) != 0) {
      print(event, to);
    }
  }

  @Override
  public void member(FdEvent event, JsonKey key, JsonMembers json) throws IOException {
    if (extractor.applyAsLong(event) == 0) {
      return;
    }
    if (isQuoted) {
      json.printed(key, event, this);
    } else {
      json.printedNumber(key, event, this);
    }
  }

  @Override
  public void memberOfLine(FdEvent event, JsonKey key, JsonWriter json) throws IOException {
    long number = extractor.applyAsLong(event);
    if (number < SMALL) {
      member(event, key, json);
    } else {
      member.put(key, number, json.buffer());
    }
  }
}
