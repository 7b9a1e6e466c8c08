package io.fdtrail.cli.output;

import io.fdtrail.event.CloseOnExec;
import io.fdtrail.event.FdEvent;
import java.io.IOException;
import java.util.List;

/** The flags of a number, of which there is one. That a number has none is also known. */
final class NumberFlags extends Value<FdEvent> {
  private static final String CLOEXEC = "FD_CLOEXEC";
  private static final List<String> FLAGS = List.of(CLOEXEC);

  @Override
  public void cell(FdEvent event, LineBuffer to) {
    if (event.closeOnExec() != CloseOnExec.UNKNOWN) {
      to.put(event.closeOnExec() == CloseOnExec.SET ? CLOEXEC : "none");
    }
  }

  @Override
  public void member(FdEvent event, JsonKey key, JsonMembers json) throws IOException {
    if (event.closeOnExec() != CloseOnExec.UNKNOWN) {
      json.words(key, event.closeOnExec() == CloseOnExec.SET ? FLAGS : List.of());
    }
  }
}
