package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import java.io.IOException;

/** A number that grows little from event to event. 0 is unknown. */
abstract class RisingNumber extends RisingValue {
  private final boolean isQuoted;

  /**
   * @param isQuoted a string in JSON, because the number may be too large for its doubles
   */
  RisingNumber(boolean isQuoted) {
    super(isQuoted ? "\"" : "", isQuoted ? "\"" : "", MILLION);
    this.isQuoted = isQuoted;
  }

  @Override
  byte[] leadingOf(long millions) {
    return Ascii.bytes(Long.toString(millions));
  }

  @Override
  public void print(FdEvent event, LineBuffer to) {
    to.unsigned(number(event));
  }

  @Override
  public void cell(FdEvent event, LineBuffer to) {
    if (number(event) != 0) {
      print(event, to);
    }
  }

  @Override
  public void member(FdEvent event, JsonKey key, JsonMembers json) throws IOException {
    if (number(event) == 0) {
      return;
    }
    if (isQuoted) {
      json.printed(key, event, this);
    } else {
      json.printedNumber(key, event, this);
    }
  }
}
