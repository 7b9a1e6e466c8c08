package io.fdtrail.scm;

import static io.fdtrail.os.Errno.EAGAIN;
import static io.fdtrail.os.Errno.ECONNREFUSED;
import static io.fdtrail.os.Errno.ENOENT;
import static io.fdtrail.os.Errno.EPROTOTYPE;
import static io.fdtrail.os.Libc.SOCK_STREAM;

import io.fdtrail.os.Libc;
import io.fdtrail.os.SystemException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Connects to a socket, and waits for it. It waits for the socket's file by watching the directory.
 * An abstract name has no file, and a file may exist before anybody listens: then it tries again,
 * less and less often.
 */
public final class Connector implements AutoCloseable {
  private static final int SOCK_SEQPACKET = 5;
  private static final int FIRST_PAUSE_MS = 2;
  private static final int LONGEST_PAUSE_MS = 250;
  private static final int IN_CREATE_MOVED_TO = 0x100 | 0x80;

  private final Libc libc;
  private final SocketName name;
  private final Deadline deadline;
  private final Optional<Descriptor> watch;

  private Connector(Libc libc, SocketName name, Deadline deadline, Optional<Descriptor> watch) {
    this.libc = libc;
    this.name = name;
    this.deadline = deadline;
    this.watch = watch;
  }

  /**
   * Connects.
   *
   * @param wait how long to wait for a listener: zero for not at all, empty for ever
   * @param check whether the listener is allowed
   * @throws PassingException if nobody listens in time, or the listener is not allowed
   */
  public static Connection connect(SocketName name, Optional<Duration> wait, PeerCheck check)
      throws PassingException {
    Libc libc = LoadedLibc.get();
    Deadline deadline = Deadline.in(wait);
    boolean waits = !deadline.isOver();
    if (name.isRuntime()) {
      if (waits) {
        RuntimeDirectory.prepare(libc, name);
      } else {
        RuntimeDirectory.check(libc, name);
      }
    }
    Optional<Descriptor> watch =
        waits && !name.isAbstract() ? Optional.of(watch(libc, name)) : Optional.empty();
    try (Connector connector = new Connector(libc, name, deadline, watch)) {
      Descriptor socket = connector.connect();
      try {
        requireRight(libc, name, socket.number(), check);
      } catch (PassingException | SystemException e) {
        socket.close();
        throw e;
      }
      return new Connection(libc, name, socket);
    } catch (SystemException e) {
      String unless = waits ? " in time" : " (--wait waits for it)";
      if (e.is(EAGAIN)) {
        throw PassingException.failure("too many connections wait at " + name + unless);
      }
      throw e.is(ENOENT, ECONNREFUSED)
          ? PassingException.failure("nobody listens at " + name + unless)
          : PassingException.of("connect to " + name, e);
    }
  }

  private static void requireRight(Libc libc, SocketName name, int socket, PeerCheck check)
      throws SystemException, PassingException {
    if (Peer.of(libc, socket).pid() == libc.functions().getpid()) {
      throw PassingException.usage(name + " leads back to this command, which listens there");
    }
    Optional<String> refusal = check.refusalOfListener(name, socket, isPrivate(libc, name));
    if (refusal.isPresent()) {
      throw PassingException.permission(refusal.get());
    }
  }

  /** Anybody can take an abstract name, or a name in /tmp, before the intended process does. */
  private static boolean isPrivate(Libc libc, SocketName name) throws SystemException {
    return !name.isAbstract() && !Directories.areOpenToOthers(libc, name.path());
  }

  private static Descriptor watch(Libc libc, SocketName name) throws PassingException {
    int flags = Libc.O_CLOEXEC | Libc.O_NONBLOCK;
    byte[] directory = Libc.terminated(name.directory());
    int events = IN_CREATE_MOVED_TO;
    try {
      Descriptor watch =
          new Descriptor(
              libc, libc.call("inotify_init", () -> libc.functions().inotify_init1(flags)));
      libc.call(
          "inotify_add_watch",
          () -> libc.functions().inotify_add_watch(watch.number(), directory, events));
      return watch;
    } catch (SystemException e) {
      throw PassingException.of("watch the directory of " + name, e);
    }
  }

  private Descriptor connect() throws SystemException, PassingException {
    int pause = FIRST_PAUSE_MS;
    while (true) {
      try {
        return attempt();
      } catch (SystemException e) {
        if (!e.is(ENOENT, ECONNREFUSED, EAGAIN) || deadline.isOver()) {
          throw e;
        }
        boolean reportsItself = e.is(ENOENT) && watch.isPresent();
        await(reportsItself ? deadline.millis() : deadline.millis(pause));
        // Its queue is full for a moment. Whoever tries more often gets in sooner.
        pause = e.is(EAGAIN) ? FIRST_PAUSE_MS : Math.min(2 * pause, LONGEST_PAUSE_MS);
      }
    }
  }

  private void await(int millis) throws SystemException, PassingException {
    List<Integer> watched = watch.map(descriptor -> List.of(descriptor.number())).orElse(List.of());
    if (!Poll.readable(libc, watched, millis).isEmpty()) {
      byte[] events = new byte[4096];
      libc.call("read", () -> libc.functions().read(watch.get().number(), events, events.length));
    }
  }

  /** Tries a stream socket first, because most listeners use one. */
  private Descriptor attempt() throws SystemException {
    try {
      return attempt(SOCK_STREAM);
    } catch (SystemException e) {
      if (e.is(EPROTOTYPE)) {
        return attempt(SOCK_SEQPACKET);
      }
      throw e;
    }
  }

  private Descriptor attempt(int type) throws SystemException {
    Descriptor socket = UnixSocket.open(libc, type);
    byte[] address = name.address();
    try {
      libc.call(
          "connect", () -> libc.functions().connect(socket.number(), address, address.length));
      return socket;
    } catch (SystemException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public void close() {
    watch.ifPresent(Descriptor::close);
  }
}
