package io.fdtrail.cli.output;

import io.fdtrail.event.Act;
import io.fdtrail.event.FdEvent;
import java.util.Arrays;

/** How a line begins for an act. When it happens again, only the last digits of numbers differ. */
final class KnownLine {
  /** A number in the line. */
  private static final class Digits {
    final RisingValue value;
    final int place; // of the last six
    final int leading; // how many bytes of the number are before them
    long base; // the number with zeros there

    Digits(RisingValue value, int place, long number) {
      this.value = value;
      this.place = place;
      this.leading = value.leading(number).length;
      this.base = base(number);
    }

    static long base(long number) {
      return number - number % RisingValue.MILLION;
    }
  }

  private final Act act;
  private final byte[] bytes;
  private final Digits[] numbers;
  private KnownLine next = this;

  private KnownLine(Act act, byte[] bytes, Digits[] numbers) {
    this.act = act;
    this.bytes = bytes;
    this.numbers = numbers;
  }

  /**
   * What was just written for an event.
   *
   * @param rising the numbers in it
   * @param line that ends with it
   * @param start where it begins
   * @return null if a number has too few digits
   */
  static KnownLine of(FdEvent event, RisingValue[] rising, LineBuffer line, int start) {
    Digits[] numbers = new Digits[rising.length];
    for (int i = 0; i < rising.length; i++) {
      RisingValue value = rising[i];
      if (value.place() < 0) {
        return null;
      }
      numbers[i] = new Digits(value, value.place() - start, value.written());
    }
    byte[] bytes = Arrays.copyOfRange(line.array(), start, line.length());
    return new KnownLine(event.act(), bytes, numbers);
  }

  Act act() {
    return act;
  }

  /** The line that was needed after this, the last time. */
  KnownLine next() {
    return next;
  }

  void follow(KnownLine by) {
    next = by;
  }

  /**
   * Appends it for another event of this act.
   *
   * @return false if a number has not as many digits: nothing is appended
   */
  boolean put(FdEvent event, LineBuffer to) {
    byte[] line = bytes;
    for (Digits digits : numbers) {
      long number = digits.value.number(event);
      long above = number - digits.base;
      if (above < 0 || above >= RisingValue.MILLION) {
        if (!lead(digits, number)) {
          return false;
        }
        above = number - digits.base;
      }
      LineBuffer.sixDigits((int) above, line, digits.place);
    }
    to.put(line);
    return true;
  }

  private boolean lead(Digits digits, long number) {
    byte[] anew = digits.value.leading(number);
    if (anew.length != digits.leading) {
      return false;
    }
    System.arraycopy(anew, 0, bytes, digits.place - anew.length, anew.length);
    digits.base = Digits.base(number);
    return true;
  }
}
