package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import java.io.IOException;
import java.util.function.ToLongFunction;

/**
 * A number that grows little from event to event: all but its last digits are made once, and then
 * copied. 0 is unknown.
 */
final class RisingNumber implements Column.Value<FdEvent>, Printer<FdEvent> {
  private static final long MILLION = 1_000_000;
  private static final int MILLION_DIGITS = 6;

  private final ToLongFunction<FdEvent> extractor;
  private final boolean isQuoted;
  private long leading;
  private byte[] digits;

  /**
   * @param isQuoted a string in JSON, because the number may be too large for its doubles
   */
  RisingNumber(ToLongFunction<FdEvent> extractor, boolean isQuoted) {
    this.extractor = extractor;
    this.isQuoted = isQuoted;
  }

  @Override
  public void print(FdEvent event, LineBuffer to) {
    long number = extractor.applyAsLong(event);
    if (number < MILLION) {
      to.unsigned(number);
      return;
    }
    long high = number / MILLION;
    if (high != leading) {
      leading = high;
      digits = Ascii.bytes(Long.toString(high));
    }
    to.put(digits).padded((int) (number - high * MILLION), MILLION_DIGITS);
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
}
