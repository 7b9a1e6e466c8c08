package io.fdtrail.scm;

import io.fdtrail.os.Libc;
import io.fdtrail.os.SystemException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The process at the other end of a connection, as it was when it connected or began to listen
 * (SO_PEERCRED).
 *
 * @param pid 0 if it is outside of our pid namespace
 * @param uid unsigned
 */
record Peer(int pid, int uid) {
  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERCRED = 17;
  private static final int UCRED_SIZE = 12;

  static Peer of(Libc libc, int fd) throws SystemException {
    byte[] ucred = new byte[UCRED_SIZE];
    int[] size = {UCRED_SIZE};
    libc.call(
        "getsockopt", () -> libc.functions().getsockopt(fd, SOL_SOCKET, SO_PEERCRED, ucred, size));
    ByteBuffer credentials = ByteBuffer.wrap(ucred).order(ByteOrder.nativeOrder());
    return new Peer(credentials.getInt(0), credentials.getInt(4));
  }

  @Override
  public String toString() {
    return "process " + pid + " of user " + Integer.toUnsignedString(uid);
  }
}
