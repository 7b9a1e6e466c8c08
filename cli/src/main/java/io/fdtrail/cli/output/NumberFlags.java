package io.fdtrail.cli.output;

import io.fdtrail.event.CloseOnExec;
import io.fdtrail.event.FdEvent;

/** The flags of a number, of which there is one. That a number has none is also known. */
final class NumberFlags implements Column.Value {
  private static final byte[] NONE = Ascii.bytes("none");
  private static final byte[] CLOEXEC = Ascii.bytes("FD_CLOEXEC");

  @Override
  public void cell(FdEvent event, LineBuffer to) {
    if (event.closeOnExec() != CloseOnExec.UNKNOWN) {
      to.put(event.closeOnExec() == CloseOnExec.SET ? CLOEXEC : NONE);
    }
  }

  @Override
  public void member(FdEvent event, Column column, JsonWriter json) {
    if (event.closeOnExec() != CloseOnExec.UNKNOWN) {
      json.buffer()
          .put(column.jsonKey())
          .put(event.closeOnExec() == CloseOnExec.SET ? "[\"FD_CLOEXEC\"]" : "[]");
    }
  }
}
