package io.fdtrail.cli.output;

import java.util.function.LongFunction;

/**
 * A JSON member whose number grows little from event to event: all of it but the last six digits is
 * made once, and then copied as one piece.
 */
final class RisingMember {
  private static final long MILLION = 1_000_000;
  private static final int DIGITS = 6;

  private final LongFunction<byte[]> leading;
  private final byte[] before;
  private final byte[] after;
  private byte[] member = {};
  private int digitsAt;
  private JsonKey key;
  private long millions = -1;

  /**
   * @param before between the key and the number
   * @param leading the text of so many millions
   */
  RisingMember(String before, LongFunction<byte[]> leading, String after) {
    this.before = Ascii.bytes(before);
    this.leading = leading;
    this.after = Ascii.bytes(after);
  }

  /**
   * Appends the member, which is not the first of its object.
   *
   * @param number not negative
   */
  void put(JsonKey ofKey, long number, LineBuffer to) {
    long high = number / MILLION;
    if (high != millions || ofKey != key) {
      renew(ofKey, high);
    }
    to.putWithDigits(member, digitsAt, (int) (number - high * MILLION));
  }

  private void renew(JsonKey ofKey, long high) {
    LineBuffer renewed = new LineBuffer(member.length);
    renewed.put(ofKey.quoted()).put(before).put(leading.apply(high));
    digitsAt = renewed.length();
    renewed.padded(0, DIGITS).put(after);
    member = renewed.copy();
    key = ofKey;
    millions = high;
  }
}
