package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import java.io.IOException;

/**
 * A number, or a time, that grows little from event to event. All of its member but the last six
 * digits is made once, and then copied as one piece.
 */
abstract class RisingValue extends Value<FdEvent> implements Printer<FdEvent> {
  static final long MILLION = 1_000_000;
  private static final int DIGITS = 6;
  private static final byte[] NONE = {};

  private final byte[] before;
  private final byte[] after;
  private final long least;
  private JsonKey key;
  private long millions = -1;
  private byte[] leading = NONE;
  private byte[] member = NONE;
  private int digitsAt;
  private int place;
  private long written;

  /**
   * @param before between the key and the number
   * @param least number that is written with at least six digits; not negative
   */
  RisingValue(String before, String after, long least) {
    this.before = Ascii.bytes(before);
    this.after = Ascii.bytes(after);
    this.least = least;
  }

  abstract long number(FdEvent event);

  /** What is before the last six digits of a number of so many millions. */
  abstract byte[] leadingOf(long ofMillions);

  @Override
  public final void memberOfLine(FdEvent event, JsonKey ofKey, JsonWriter json) throws IOException {
    long number = number(event);
    if (number < least) {
      member(event, ofKey, json);
      place = -1;
      return;
    }
    long high = number / MILLION;
    if (high != millions || ofKey != key) {
      renew(ofKey, high);
    }
    LineBuffer line = json.buffer();
    place = line.length() + digitsAt;
    written = number;
    line.put(member);
    LineBuffer.sixDigits((int) (number - high * MILLION), line.array(), place);
  }

  private void renew(JsonKey ofKey, long high) {
    leading = leadingOf(high);
    LineBuffer renewed = new LineBuffer(member.length);
    renewed.put(ofKey.quoted()).put(before).put(leading);
    digitsAt = renewed.length();
    renewed.padded(0, DIGITS).put(after);
    member = renewed.copy();
    key = ofKey;
    millions = high;
  }

  /** Where in the line the last six digits of the last member are; -1 if it may have fewer. */
  int place() {
    return place;
  }

  /** The last number that was written there. */
  long written() {
    return written;
  }

  /** What is before the last six digits of this number; nothing if it may have fewer. */
  byte[] leading(long number) {
    if (number < least) {
      return NONE;
    }
    long high = number / MILLION;
    if (high != millions) {
      renew(key, high);
    }
    return leading;
  }
}
