package io.fdtrail.scm;

import static io.fdtrail.os.Libc.AF_UNIX;
import static io.fdtrail.os.Libc.SOCK_CLOEXEC;
import static io.fdtrail.os.Libc.SOCK_NONBLOCK;

import io.fdtrail.os.Libc;
import io.fdtrail.os.SystemException;

/** Creates and binds Unix sockets. */
final class UnixSocket {
  private static final int FOR_ITS_OWNER = 0177;

  private UnixSocket() {}

  static Descriptor open(Libc libc, int type) throws SystemException {
    int flags = SOCK_CLOEXEC | SOCK_NONBLOCK;
    return new Descriptor(
        libc, libc.call("socket", () -> libc.functions().socket(AF_UNIX, type | flags, 0)));
  }

  /**
   * The mode of a socket's file is that of the socket's inode, 0777, less the umask (unix_bind).
   */
  static void bind(Libc libc, Descriptor socket, SocketName name) throws SystemException {
    byte[] address = name.address();
    libc.callWithUmask(
        FOR_ITS_OWNER,
        "bind",
        () -> libc.functions().bind(socket.number(), address, address.length));
  }
}
