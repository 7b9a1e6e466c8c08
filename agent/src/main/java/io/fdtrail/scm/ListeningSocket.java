package io.fdtrail.scm;

import static io.fdtrail.os.Errno.EADDRINUSE;
import static io.fdtrail.os.Errno.EAGAIN;
import static io.fdtrail.os.Errno.ENOENT;
import static io.fdtrail.os.Libc.SOCK_CLOEXEC;
import static io.fdtrail.os.Libc.SOCK_NONBLOCK;
import static io.fdtrail.os.Libc.SOCK_STREAM;

import io.fdtrail.os.Libc;
import io.fdtrail.os.SystemException;
import java.util.Optional;

/**
 * A socket of ours that others connect to. Its file is removed by {@link #close}, and when we end.
 */
final class ListeningSocket implements AutoCloseable {
  /** The kernel limits it to net.core.somaxconn. While the queue is full, nobody can connect. */
  private static final int BACKLOG = 4096;

  private final Libc libc;
  private final SocketName name;
  private final Descriptor socket;
  private final SocketFile file;

  private ListeningSocket(Libc libc, SocketName name, Descriptor socket) {
    this.libc = libc;
    this.name = name;
    this.socket = socket;
    this.file = new SocketFile(libc, name);
  }

  /**
   * Listens. Replaces the file of a socket on which nobody listens any more.
   *
   * @throws PassingException if somebody else listens there, or we cannot listen at that place
   */
  static ListeningSocket open(Libc libc, SocketName name) throws PassingException {
    if (name.isRuntime()) {
      RuntimeDirectory.prepare(libc, name);
    }
    try {
      Descriptor socket = UnixSocket.open(libc, SOCK_STREAM);
      ListeningSocket listening = new ListeningSocket(libc, name, socket);
      if (name.isAbstract()) {
        UnixSocket.bind(libc, socket, name);
      } else {
        listening.file.bind(socket);
      }
      libc.call("listen", () -> libc.functions().listen(socket.number(), BACKLOG));
      return listening;
    } catch (SystemException e) {
      if (e.is(EADDRINUSE)) {
        throw PassingException.failure("somebody listens at " + name + " already");
      }
      if (e.is(ENOENT)) {
        throw PassingException.failure("there is no directory for " + name);
      }
      throw PassingException.of("listen at " + name, e);
    }
  }

  SocketName name() {
    return name;
  }

  /** The descriptor for poll(2): readable when somebody connects. */
  int number() {
    return socket.number();
  }

  /** Accepts a connection; empty if there is none now. */
  Optional<Descriptor> accept() throws SystemException {
    try {
      int flags = SOCK_CLOEXEC | SOCK_NONBLOCK;
      int number =
          libc.call("accept", () -> libc.functions().accept4(socket.number(), null, null, flags));
      return Optional.of(new Descriptor(libc, number));
    } catch (SystemException e) {
      if (e.is(EAGAIN)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    file.remove();
    socket.close();
  }
}
