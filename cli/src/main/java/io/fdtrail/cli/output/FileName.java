package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.RawText;

/** The file's name. Where only its end is known the table shows {@code .../end}; JSON has a member that says so. */
final class FileName implements Column.Value {
  private static final byte[] MISSING = Ascii.bytes("...");

  private final Column.Value name = Values.text(event -> event.file().name());

  @Override
  public void cell(FdEvent event, LineBuffer to) {
    print(event.file().name(), event.file().nameTruncated(), to);
  }

  static void print(RawText name, boolean truncated, LineBuffer to) {
    if (truncated) {
      to.put(MISSING);
    }
    Escaper.escape(name, to);
  }

  @Override
  public void member(FdEvent event, Column column, JsonWriter json) {
    name.member(event, column, json);
  }
}
