package io.fdtrail.scm;

import static io.fdtrail.scm.ErrnoException.EADDRINUSE;
import static io.fdtrail.scm.ErrnoException.EAGAIN;
import static io.fdtrail.scm.ErrnoException.ECONNREFUSED;
import static io.fdtrail.scm.ErrnoException.ENOENT;
import static io.fdtrail.scm.ErrnoException.EPROTOTYPE;
import static io.fdtrail.scm.Libc.AF_UNIX;
import static io.fdtrail.scm.Libc.SOCK_CLOEXEC;
import static io.fdtrail.scm.Libc.SOCK_NONBLOCK;
import static io.fdtrail.scm.Libc.SOCK_STREAM;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A socket of ours that one other connects to. Its file is gone then, after {@link #close}, and when we end. */
public final class ListeningSocket implements AutoCloseable {
  private static final int SOCK_DGRAM = 2;
  private static final int MODE = 0600;
  private static final int BACKLOG = 16;
  private static final int O_DIRECTORY = System.getProperty("os.arch").equals("aarch64") ? 040000 : 0200000;
  private static final int LOCK_EX_NB = 2 | 4;
  private static final int LOCK_ATTEMPTS = 40;
  private static final long LOCK_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Libc libc;
  private final SocketName name;
  private final Descriptor socket;
  private Optional<Status> file = Optional.empty();

  private ListeningSocket(Libc libc, SocketName name, Descriptor socket) {
    this.libc = libc;
    this.name = name;
    this.socket = socket;
  }

  /**
   * Listens. A socket's file that nobody listens on any more is replaced.
   *
   * @throws PassingException when somebody else listens there, or the place is not one to listen at
   */
  public static ListeningSocket open(SocketName name) throws PassingException {
    Libc libc = Libc.get();
    if (name.isRuntime()) {
      RuntimeDirectory.prepare(libc, name);
    }
    try {
      Descriptor socket = socket(libc, SOCK_STREAM);
      ListeningSocket listening = new ListeningSocket(libc, name, socket);
      if (name.isAbstract()) {
        listening.bind();
        libc.call("listen", () -> libc.functions().listen(socket.number(), BACKLOG));
      } else {
        listening.openFile();
      }
      return listening;
    } catch (ErrnoException e) {
      if (e.is(EADDRINUSE)) {
        throw PassingException.failure("somebody listens at " + name + " already");
      }
      if (e.is(ENOENT)) {
        throw PassingException.failure("there is no directory for " + name);
      }
      throw PassingException.of("listen at " + name, e);
    }
  }

  private static Descriptor socket(Libc libc, int type) throws ErrnoException {
    int flags = SOCK_CLOEXEC | SOCK_NONBLOCK;
    return new Descriptor(libc, libc.call("socket", () -> libc.functions().socket(AF_UNIX, type | flags, 0)));
  }

  private void bind() throws ErrnoException {
    byte[] address = name.address();
    libc.call("bind", () -> libc.functions().bind(socket.number(), address, address.length));
  }

  /**
   * Two of us must not both find the same file stale: then the second would remove the first one's new socket. A signal
   * finds either no file or all that it takes to remove it.
   */
  private synchronized void openFile() throws ErrnoException, PassingException {
    Descriptor lock = lockDirectory();
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(this::removeFile));
      // The file's mode is that of the socket's inode, less the umask (unix_bind).
      libc.call("fchmod", () -> libc.functions().fchmod(socket.number(), MODE));
      try {
        bind();
      } catch (ErrnoException e) {
        if (!e.is(EADDRINUSE)) {
          throw e;
        }
        removeStale();
        bind();
      }
      file = Optional.of(Status.of(libc, name.path()));
      libc.call("listen", () -> libc.functions().listen(socket.number(), BACKLOG));
    } catch (IllegalStateException shutdown) {
      throw PassingException.failure("ended by a signal");
    } finally {
      lock.close();
    }
  }

  private Descriptor lockDirectory() throws ErrnoException, PassingException {
    String path = new String(name.directory(), StandardCharsets.ISO_8859_1);
    Descriptor directory = FileCalls.open(libc, FileCalls.HERE, path, Libc.O_RDONLY | O_DIRECTORY);
    for (int attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
      try {
        libc.call("flock", () -> libc.functions().flock(directory.number(), LOCK_EX_NB));
        return directory;
      } catch (ErrnoException e) {
        if (!e.is(EAGAIN)) {
          throw e;
        }
        LockSupport.parkNanos(LOCK_PAUSE_NS);
      }
    }
    throw PassingException.failure("somebody holds a lock on the directory of " + name);
  }

  /** Asks with a socket of another type, which no listener notices: EPROTOTYPE, or nobody has it (unix_find_other). */
  private void removeStale() throws ErrnoException, PassingException {
    if (!Status.of(libc, name.path()).isSocket()) {
      throw PassingException.failure(name + " is there already, and is no socket");
    }
    byte[] address = name.address();
    try (Descriptor question = socket(libc, SOCK_DGRAM)) {
      libc.call("connect", () -> libc.functions().connect(question.number(), address, address.length));
      throw new ErrnoException("bind", EADDRINUSE);
    } catch (ErrnoException e) {
      if (!e.is(ECONNREFUSED)) {
        throw e.is(EPROTOTYPE) ? new ErrnoException("bind", EADDRINUSE) : e;
      }
    }
    libc.call("unlink", () -> libc.functions().unlink(Libc.terminated(name.path())));
  }

  public SocketName name() {
    return name;
  }

  /** For poll(2): readable when somebody connects. */
  int number() {
    return socket.number();
  }

  /**
   * Waits for a connection, and listens no longer.
   *
   * @throws PassingException when the other end is not allowed
   */
  public Connection await(PeerRule rule) throws PassingException {
    while (true) {
      Optional<Connection> connection = accept(rule);
      if (connection.isPresent()) {
        return connection.get();
      }
      Poll.readable(libc, number());
    }
  }

  /** Takes a connection; empty when there is none just now. */
  Optional<Connection> accept(PeerRule rule) throws PassingException {
    try {
      int flags = SOCK_CLOEXEC | SOCK_NONBLOCK;
      int number = libc.call("accept", () -> libc.functions().accept4(socket.number(), null, null, flags));
      Connection connection = new Connection(libc, name, new Descriptor(libc, number));
      close();
      rule.require(connection.peer(), name, libc);
      return Optional.of(connection);
    } catch (ErrnoException e) {
      if (e.is(EAGAIN)) {
        return Optional.empty();
      }
      throw PassingException.of("accept a connection at " + name, e);
    }
  }

  @Override
  public void close() {
    removeFile();
    socket.close();
  }

  /** Only our own: it may have been replaced. */
  private synchronized void removeFile() {
    try {
      if (file.isPresent() && Status.of(libc, name.path()).sameFile(file.get())) {
        libc.functions().unlink(Libc.terminated(name.path()));
      }
    } catch (ErrnoException alreadyGone) {
      // nothing is left to remove
    }
    file = Optional.empty();
  }
}
