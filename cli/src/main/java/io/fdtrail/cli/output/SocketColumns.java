package io.fdtrail.cli.output;

import static io.fdtrail.cli.output.Values.number;
import static io.fdtrail.cli.output.Values.text;
import static io.fdtrail.cli.output.Values.unless;
import static io.fdtrail.cli.output.Values.word;

import io.fdtrail.event.FdEvent;
import java.util.List;

/** The columns of {@link Columns} about the Unix socket that the process acted on. */
final class SocketColumns {
  private SocketColumns() {}

  static List<Column> all() {
    return List.of(
        column(
            "socket", "SOCKET", 15, "the Unix socket it acted on: number and inode", new Sockets()),
        column(
            "socket_fd",
            "SOCKET_FD",
            9,
            "the socket's number in the process",
            number(e -> unless(-1, e.socket().fd()))),
        column(
            "socket_inode",
            "SOCKET_INODE",
            12,
            "as in `socket:[inode]`",
            number(e -> unless(0, e.socket().inode()))),
        column(
            "socket_type",
            "SOCKET_TYPE",
            11,
            "`stream`, `dgram` or `seqpacket`",
            word(e -> e.socket().typeWord())),
        column(
            "socket_path",
            "SOCKET_PATH",
            24,
            "its address or its peer's, of a `FAIL` the intended receiver's; `@name`: abstract",
            text(e -> e.socket().path())),
        column(
            "peer_inode",
            "PEER_INODE",
            12,
            "inode of the socket at the other end",
            number(e -> unless(0, e.socket().peerInode()))),
        column(
            "peer_pid",
            "PEER_PID",
            8,
            "of a `SEND` or `FAIL`: the process at the other end",
            number(e -> unless(0, e.socket().peer().pid()))),
        column(
            "peer_process",
            "PEER_PROCESS",
            16,
            "the name of that process",
            text(e -> e.socket().peer().process())));
  }

  private static Column column(
      String key, String header, int width, String sentence, Value<FdEvent> value) {
    return new Column(key, header, width, sentence, value, EventPart.SOCKET);
  }
}
