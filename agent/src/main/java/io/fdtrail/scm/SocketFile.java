package io.fdtrail.scm;

import static io.fdtrail.os.Errno.EADDRINUSE;
import static io.fdtrail.os.Errno.EAGAIN;
import static io.fdtrail.os.Errno.ECONNREFUSED;
import static io.fdtrail.os.Errno.EPROTOTYPE;
import static io.fdtrail.os.Libc.O_DIRECTORY;

import io.fdtrail.os.Libc;
import io.fdtrail.os.SystemException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The file of a socket that we listen on: creates it, replacing one on which nobody listens any
 * more, and removes it.
 */
final class SocketFile {
  private static final int SOCK_DGRAM = 2;
  private static final int LOCK_EX_NB = 2 | 4;
  private static final int LOCK_ATTEMPTS = 20;
  private static final long LOCK_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Libc libc;
  private final SocketName name;
  private Optional<Status> made = Optional.empty();

  SocketFile(Libc libc, SocketName name) {
    this.libc = libc;
    this.name = name;
  }

  /**
   * Binds a socket to it. A signal at any time leaves no file, because the hook exists before the
   * file.
   */
  synchronized void bind(Descriptor socket) throws SystemException, PassingException {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(this::remove));
    } catch (IllegalStateException shutdown) {
      throw PassingException.failure("ended by a signal");
    }
    try {
      UnixSocket.bind(libc, socket, name);
    } catch (SystemException e) {
      if (!e.is(EADDRINUSE)) {
        throw e;
      }
      replaceStale(socket);
    }
    made = Optional.of(Status.of(libc, name.path()));
  }

  /**
   * If two of us found the same file stale, the second would remove the first one's new socket. So
   * we take a lock on the directory. Others may open the directory and hold the lock for ever, so
   * we do not wait long for it.
   */
  private void replaceStale(Descriptor socket) throws SystemException, PassingException {
    Optional<Descriptor> lock = lockDirectory();
    try {
      removeStale();
      UnixSocket.bind(libc, socket, name);
    } finally {
      lock.ifPresent(Descriptor::close);
    }
  }

  private Optional<Descriptor> lockDirectory() {
    String path = new String(name.directory(), StandardCharsets.ISO_8859_1);
    try {
      Descriptor directory =
          FileCalls.open(libc, FileCalls.HERE, path, Libc.O_RDONLY | O_DIRECTORY);
      for (int attempt = 0; attempt < LOCK_ATTEMPTS && !lock(directory); attempt++) {
        LockSupport.parkNanos(LOCK_PAUSE_NS);
      }
      return Optional.of(directory);
    } catch (SystemException unreadable) {
      return Optional.empty();
    }
  }

  private boolean lock(Descriptor directory) throws SystemException {
    try {
      libc.call("flock", () -> libc.functions().flock(directory.number(), LOCK_EX_NB));
      return true;
    } catch (SystemException e) {
      if (e.is(EAGAIN)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Tries with a socket of another type, which no listener notices: EPROTOTYPE if there is one
   * (unix_find_other).
   */
  private void removeStale() throws SystemException, PassingException {
    if (!Status.of(libc, name.path()).isSocket()) {
      throw PassingException.failure(name + " exists already, and is not a socket");
    }
    byte[] address = name.address();
    try (Descriptor question = UnixSocket.open(libc, SOCK_DGRAM)) {
      libc.call(
          "connect", () -> libc.functions().connect(question.number(), address, address.length));
      throw new SystemException("bind", EADDRINUSE);
    } catch (SystemException e) {
      if (!e.is(ECONNREFUSED)) {
        throw e.is(EPROTOTYPE) ? new SystemException("bind", EADDRINUSE) : e;
      }
    }
    libc.call("unlink", () -> libc.functions().unlink(Libc.terminated(name.path())));
  }

  /** Removes the file only if it is ours: it may have been replaced. */
  synchronized void remove() {
    try {
      if (made.isPresent() && Status.of(libc, name.path()).sameFile(made.get())) {
        libc.functions().unlink(Libc.terminated(name.path()));
      }
    } catch (SystemException alreadyGone) {
      // nothing is left to remove
    }
    made = Optional.empty();
  }
}
