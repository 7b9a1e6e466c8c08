package io.fdtrail.scm;

import static io.fdtrail.scm.ErrnoException.EEXIST;
import static io.fdtrail.scm.ErrnoException.ENOENT;

/** The directory of sockets that are named without a slash: ours alone, or nobody's. */
final class RuntimeDirectory {
  private static final int MODE = 0700;
  private static final int OTHERS = 0077;

  private RuntimeDirectory() {}

  /** Makes it when it is not there. */
  static void prepare(Libc libc, SocketName socket) throws PassingException {
    byte[] directory = socket.directory();
    try {
      libc.call("mkdir", () -> libc.functions().mkdir(Libc.terminated(directory), MODE));
    } catch (ErrnoException e) {
      if (!e.is(EEXIST)) {
        throw PassingException.of("make the directory of " + socket, e);
      }
    }
    check(libc, socket);
  }

  /** What is not there is nobody else's. */
  static void check(Libc libc, SocketName socket) throws PassingException {
    try {
      Status status = Status.of(libc, socket.directory());
      if (!status.isDirectory()) {
        throw PassingException.permission(refusal(socket) + " is no directory");
      }
      if (status.uid() != libc.functions().geteuid()) {
        throw PassingException.permission(refusal(socket) + " belongs to user " + status.uid());
      }
      if ((status.mode() & OTHERS) != 0) {
        throw PassingException.permission(refusal(socket) + " is open to others (chmod 700)");
      }
    } catch (ErrnoException e) {
      if (!e.is(ENOENT)) {
        throw PassingException.of("look at the directory of " + socket, e);
      }
    }
  }

  private static String refusal(SocketName socket) {
    return "refuses " + socket + ": its directory";
  }
}
