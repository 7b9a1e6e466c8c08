package io.fdtrail.cli.output;

import java.io.ByteArrayOutputStream;

/** The values of one member in all rows of a table: small ones, if they differ little. */
final class ReportColumn {
  private final boolean isText;
  private final ByteArrayOutputStream values = new ByteArrayOutputStream();
  private int rows;
  private long last;

  /**
   * @param isText whether its values are numbers of texts
   */
  ReportColumn(boolean isText) {
    this.isText = isText;
  }

  boolean isText() {
    return isText;
  }

  /** Adds the value of a row; those before it without a value have none. */
  void put(int row, long value) {
    padTo(row);
    long difference = value - last;
    putVarint(values, ((difference << 1) ^ (difference >> (Long.SIZE - 1))) + 1);
    last = value;
    rows++;
  }

  /** Absent values are zeros. */
  void padTo(int row) {
    for (; rows < row; rows++) {
      values.write(0);
    }
  }

  byte[] bytes() {
    return values.toByteArray();
  }

  /** Seven bits in each byte, the lowest first; the highest bit says that more follow. */
  static void putVarint(ByteArrayOutputStream to, long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      to.write((int) rest | 0x80);
      rest >>>= 7;
    }
    to.write((int) rest);
  }
}
