package io.fdtrail.cli.output;

import io.fdtrail.event.RawText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A row of comma-separated values (RFC 4180). What the columns of a trace write as members of an
 * object are its cells; the members of an object within it have its name before theirs, as in an
 * expression.
 */
final class CsvRow implements JsonMembers {
  private static final int CAPACITY = 32;

  private final Map<String, LineBuffer> byName = new HashMap<>();
  private final List<LineBuffer> cells = new ArrayList<>();
  private String prefix = "";

  /**
   * @param names of the cells; other members are left out
   */
  CsvRow(List<String> names) {
    for (String name : names) {
      cells.add(new LineBuffer(CAPACITY));
      byName.put(name, cells.get(cells.size() - 1));
    }
  }

  /** Appends the row, and empties it. */
  void endTo(LineBuffer line) {
    for (LineBuffer cell : cells) {
      if (cell != cells.get(0)) {
        line.put(',');
      }
      quote(cell, line);
      cell.clear();
    }
  }

  private static void quote(LineBuffer cell, LineBuffer line) {
    byte[] bytes = cell.array();
    boolean isPlain = true;
    for (int i = 0; i < cell.length(); i++) {
      isPlain &= bytes[i] != ',' && bytes[i] != '"';
    }
    if (isPlain) {
      line.put(bytes, 0, cell.length());
      return;
    }
    line.put('"');
    for (int i = 0; i < cell.length(); i++) {
      line.put((char) bytes[i]);
      if (bytes[i] == '"') {
        line.put('"');
      }
    }
    line.put('"');
  }

  /** The cell of this name, which is still empty; nobody sees another one. */
  private LineBuffer cell(JsonKey key) {
    LineBuffer cell = byName.get(prefix + key.name());
    return cell == null ? new LineBuffer(CAPACITY) : cell;
  }

  @Override
  public void number(JsonKey key, long value) {
    cell(key).unsigned(value);
  }

  @Override
  public void quotedNumber(JsonKey key, long value) {
    cell(key).unsigned(value);
  }

  @Override
  public void word(JsonKey key, String plain) {
    text(key, RawText.of(plain));
  }

  /** As the table shows them. */
  @Override
  public void words(JsonKey key, List<String> plain) {
    cell(key).put(plain.isEmpty() ? "none" : String.join("|", plain));
  }

  @Override
  public void yes(JsonKey key) {
    cell(key).put("true");
  }

  @Override
  public void text(JsonKey key, RawText text) {
    Escaper.withoutFormula(text, cell(key));
  }

  @Override
  public <T> void printed(JsonKey key, T subject, Printer<T> word) {
    word.print(subject, cell(key));
  }

  @Override
  public <T> void printedNumber(JsonKey key, T subject, Printer<T> number) {
    number.print(subject, cell(key));
  }

  @Override
  public void beginObject(JsonKey key) {
    prefix += key.name() + ".";
  }

  @Override
  public void endObject() {
    prefix = prefix.substring(0, prefix.lastIndexOf('.', prefix.length() - 2) + 1);
  }

  @Override
  public void beginArray(JsonKey key) {
    throw new IllegalStateException("no column has a list: " + key.name());
  }

  @Override
  public void beginElement() {
    throw new IllegalStateException("no column has a list");
  }

  @Override
  public void endArray() {
    throw new IllegalStateException("no column has a list");
  }
}
