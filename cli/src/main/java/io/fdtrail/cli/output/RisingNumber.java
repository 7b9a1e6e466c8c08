package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;

/**
 * A number that grows little from event to event: what comes before its last digits is made once,
 * and then copied. 0 is unknown.
 */
abstract class RisingNumber implements Column.Value {
  private static final long MILLION = 1_000_000;
  private static final int MILLION_DIGITS = 6;

  private final boolean isQuoted;
  private long leading;
  private byte[] member;

  /**
   * @param isQuoted a string in JSON, because the number may be too large for its doubles
   */
  RisingNumber(boolean isQuoted) {
    this.isQuoted = isQuoted;
  }

  abstract long number(FdEvent event);

  @Override
  public void cell(FdEvent event, LineBuffer to) {
    long number = number(event);
    if (number != 0) {
      to.unsigned(number);
    }
  }

  @Override
  public void member(FdEvent event, Column column, JsonWriter json) {
    long number = number(event);
    if (number >= MILLION) {
      long high = number / MILLION;
      if (high != leading) {
        leading = high;
        member = JsonWriter.beginning(column.key(), isQuoted, Long.toString(high));
      }
      json.buffer().put(member).padded((int) (number - high * MILLION), MILLION_DIGITS);
      if (isQuoted) {
        json.buffer().put('"');
      }
    } else if (number != 0 && isQuoted) {
      json.quotedNumber(column.jsonKey(), number);
    } else if (number != 0) {
      json.number(column.jsonKey(), number);
    }
  }
}
