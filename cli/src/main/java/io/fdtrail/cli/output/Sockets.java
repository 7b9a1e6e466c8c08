package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Sock;
import java.io.IOException;

/** The table's column of the socket acted on: {@code 7:[8683452]}; two members in JSON. */
final class Sockets extends Value<FdEvent> {
  private static final JsonKey FD = new JsonKey("socket_fd");
  private static final JsonKey INODE = new JsonKey("socket_inode");

  @Override
  public void cell(FdEvent event, LineBuffer to) {
    Sock socket = event.socket();
    if (socket.fd() < 0 && socket.inode() == 0) {
      return;
    }
    numberOrDash(socket.fd() >= 0, socket.fd(), to);
    to.put(":[");
    numberOrDash(socket.inode() != 0, socket.inode(), to);
    to.put(']');
  }

  private static void numberOrDash(boolean known, long number, LineBuffer to) {
    if (known) {
      to.unsigned(number);
    } else {
      to.put('-');
    }
  }

  @Override
  public void member(FdEvent event, JsonKey key, JsonMembers json) throws IOException {
    Sock socket = event.socket();
    if (socket.fd() >= 0) {
      json.number(FD, socket.fd());
    }
    if (socket.inode() != 0) {
      json.number(INODE, socket.inode());
    }
  }
}
