package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.RawText;

/** The addresses of a socket: of an inet one in our own words, {@code LOCAL -> REMOTE}; of a Unix one what others have named. */
final class Endpoints implements Column.Value {
  private final Column.Value text = Values.text(event -> event.file().endpoints());

  @Override
  public void cell(FdEvent event, LineBuffer to) {
    RawText endpoints = event.file().endpoints();
    switch (event.file().kind().word()) {
      case "sock:tcp", "sock:udp" -> Escaper.bytes(endpoints, to);
      default -> Escaper.text(endpoints, to);
    }
  }

  @Override
  public boolean isText() {
    return true;
  }

  @Override
  public void member(FdEvent event, Column column, JsonWriter json) {
    text.member(event, column, json);
  }
}
