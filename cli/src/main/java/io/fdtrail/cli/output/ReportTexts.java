package io.fdtrail.cli.output;

import io.fdtrail.event.RawText;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;

/** All texts of a report, each of them once. */
final class ReportTexts {
  private final Map<RawText, Integer> numbers = new HashMap<>();
  private final ByteArrayOutputStream lengths = new ByteArrayOutputStream();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  int number(RawText text) {
    Integer known = numbers.putIfAbsent(text, numbers.size());
    if (known != null) {
      return known;
    }
    ReportColumn.putVarint(lengths, text.length());
    bytes.writeBytes(text.toBytes());
    return numbers.size() - 1;
  }

  /** The bytes of all of them. */
  int size() {
    return bytes.size();
  }

  void writeTo(ByteArrayOutputStream to) {
    ReportColumn.putVarint(to, numbers.size());
    to.writeBytes(lengths.toByteArray());
    to.writeBytes(bytes.toByteArray());
  }
}
