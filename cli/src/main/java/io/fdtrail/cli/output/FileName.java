package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenFile;

/** The file's name. Where only its end is known the table shows {@code .../end}; JSON has a member that says so. */
final class FileName implements Column.Value {
  private static final byte[] MISSING = Ascii.bytes("...");

  private final Column.Value name = Values.text(event -> event.file().name());

  @Override
  public void cell(FdEvent event, LineBuffer to) {
    print(event.file(), to);
  }

  static void print(OpenFile file, LineBuffer to) {
    if (file.nameTruncated()) {
      to.put(MISSING);
    }
    Escaper.escape(file.name(), to);
  }

  @Override
  public void member(FdEvent event, Column column, JsonWriter json) {
    name.member(event, column, json);
  }
}
