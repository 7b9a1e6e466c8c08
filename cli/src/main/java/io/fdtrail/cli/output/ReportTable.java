package io.fdtrail.cli.output;

import io.fdtrail.event.RawText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of a report, kept as columns. What the columns of a trace write as members of an object is a
 * row here; the members of an object within it have its name before theirs, as in an expression.
 */
final class ReportTable implements JsonMembers {
  /** It is printed, and always a number. */
  private static final String MESSAGE = "message";

  private final ReportTexts texts;
  private final Map<String, ReportColumn> columns = new LinkedHashMap<>();
  private final Deque<String> prefixes = new ArrayDeque<>(List.of(""));
  private final LineBuffer printed = new LineBuffer(64);
  private final StringBuilder list = new StringBuilder();
  private String listed = "";
  private int rows;

  ReportTable(ReportTexts texts) {
    this.texts = texts;
  }

  int rows() {
    return rows;
  }

  void endRow() {
    rows++;
    columns.values().forEach(column -> column.padTo(rows));
  }

  void number(String key, long value) {
    if (!listed.isEmpty()) {
      add(Long.toUnsignedString(value));
    } else {
      column(key, false).put(rows, value);
    }
  }

  /** An empty one is not known. */
  void text(String key, RawText text) {
    if (!listed.isEmpty()) {
      add(new String(text.toBytes(), StandardCharsets.UTF_8));
    } else if (!text.isEmpty()) {
      column(key, true).put(rows, texts.number(text));
    }
  }

  void text(String key, String text) {
    text(key, RawText.of(text));
  }

  private void add(String value) {
    list.append(list.length() == 0 || list.charAt(list.length() - 1) == '\n' ? "" : " ");
    list.append(value);
  }

  private ReportColumn column(String key, boolean isText) {
    return columns.computeIfAbsent(prefixes.peek() + key, name -> new ReportColumn(isText));
  }

  @Override
  public void number(JsonKey key, long value) {
    number(key.name(), value);
  }

  @Override
  public void quotedNumber(JsonKey key, long value) {
    number(key.name(), value);
  }

  @Override
  public void word(JsonKey key, String plain) {
    text(key.name(), plain);
  }

  /** As an expression sees them. */
  @Override
  public void words(JsonKey key, List<String> plain) {
    text(key.name(), plain.isEmpty() ? "none" : String.join("|", plain));
  }

  /** A list is a text: a line for each element, in which blanks are between the members. */
  @Override
  public void beginArray(JsonKey key) {
    list.setLength(0);
    listed = key.name();
  }

  @Override
  public void beginElement() {
    list.append(list.length() == 0 ? "" : "\n");
  }

  @Override
  public void endArray() {
    String key = listed;
    listed = "";
    text(key, list.toString());
  }

  @Override
  public void yes(JsonKey key) {
    number(key.name(), 1);
  }

  @Override
  public void text(JsonKey key, RawText text) {
    text(key.name(), text);
  }

  @Override
  public <T> void printed(JsonKey key, T subject, Printer<T> word) {
    if (key.name().equals(MESSAGE)) {
      printedNumber(key, subject, word);
    } else {
      text(key.name(), print(subject, word));
    }
  }

  @Override
  public <T> void printedNumber(JsonKey key, T subject, Printer<T> number) {
    number(key.name(), Long.parseUnsignedLong(print(subject, number)));
  }

  private <T> String print(T subject, Printer<T> printer) {
    printed.clear();
    printer.print(subject, printed);
    return printed.toString();
  }

  @Override
  public void beginObject(JsonKey key) {
    prefixes.push(prefixes.peek() + key.name() + ".");
  }

  @Override
  public void endObject() {
    if (listed.isEmpty()) {
      prefixes.pop();
    }
  }

  void writeTo(ByteArrayOutputStream to) {
    ReportColumn.putVarint(to, rows);
    ReportColumn.putVarint(to, columns.size());
    columns.forEach(
        (key, column) -> {
          ReportColumn.putVarint(to, texts.number(RawText.of(key)));
          to.write(column.isText() ? 1 : 0);
          byte[] values = column.bytes();
          ReportColumn.putVarint(to, values.length);
          to.writeBytes(values);
        });
  }
}
