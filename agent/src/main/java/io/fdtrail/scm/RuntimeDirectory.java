package io.fdtrail.scm;

import static io.fdtrail.os.Errno.EEXIST;
import static io.fdtrail.os.Errno.ENOENT;

import io.fdtrail.os.Libc;
import io.fdtrail.os.SystemException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The directory of sockets that are named without a slash. It must be ours alone. */
final class RuntimeDirectory {
  private static final int MODE = 0700;
  private static final int OTHERS = 0077;
  private static final int WRITABLE_BY_OTHERS = 0022;
  private static final int STICKY = 01000;

  private RuntimeDirectory() {}

  /** Creates the directory if it does not exist. */
  static void prepare(Libc libc, SocketName socket) throws PassingException {
    byte[] directory = socket.directory();
    requireSafeParent(libc, socket);
    try {
      libc.callWithUmask(
          OTHERS, "mkdir", () -> libc.functions().mkdir(Libc.terminated(directory), MODE));
    } catch (SystemException e) {
      if (!e.is(EEXIST)) {
        throw PassingException.of("make the directory of " + socket, e);
      }
    }
    requireOursAlone(libc, socket);
  }

  /** Checks that the directory is not somebody else's; it may be missing. */
  static void check(Libc libc, SocketName socket) throws PassingException {
    requireSafeParent(libc, socket);
    requireOursAlone(libc, socket);
  }

  /**
   * Whoever may write to the parent can replace our directory. A user's variables may survive
   * {@code su}.
   */
  private static void requireSafeParent(Libc libc, SocketName socket) throws PassingException {
    Optional<Status> found = look(libc, socket, above(socket.directory()));
    if (found.isEmpty()) {
      return;
    }
    Status status = found.get();
    if (status.uid() != 0 && status.uid() != libc.functions().geteuid()) {
      throw PassingException.permission(
          refusal(socket) + " is in one that belongs to user " + status.owner());
    }
    if ((status.mode() & WRITABLE_BY_OTHERS) != 0 && (status.mode() & STICKY) == 0) {
      throw PassingException.permission(
          refusal(socket) + " is in one that others may write to (chmod 700)");
    }
  }

  /** The parent directory, after following links. */
  private static byte[] above(byte[] directory) {
    String path = new String(directory, StandardCharsets.ISO_8859_1);
    return (path.substring(0, path.lastIndexOf('/')) + "/.").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void requireOursAlone(Libc libc, SocketName socket) throws PassingException {
    Optional<Status> found = look(libc, socket, socket.directory());
    if (found.isEmpty()) {
      return;
    }
    Status status = found.get();
    if (!status.isDirectory()) {
      throw PassingException.permission(refusal(socket) + " is not a directory");
    }
    if (status.uid() != libc.functions().geteuid()) {
      throw PassingException.permission(refusal(socket) + " belongs to user " + status.owner());
    }
    if ((status.mode() & OTHERS) != 0) {
      throw PassingException.permission(refusal(socket) + " is open to others (chmod 700)");
    }
    if ((status.mode() & MODE) != MODE) {
      throw PassingException.permission(refusal(socket) + " is closed to its owner (chmod 700)");
    }
  }

  private static Optional<Status> look(Libc libc, SocketName socket, byte[] directory)
      throws PassingException {
    try {
      return Optional.of(Status.of(libc, directory));
    } catch (SystemException e) {
      if (e.is(ENOENT)) {
        return Optional.empty();
      }
      throw PassingException.of("look at the directory of " + socket, e);
    }
  }

  private static String refusal(SocketName socket) {
    return "refuses " + socket + ": its directory";
  }
}
