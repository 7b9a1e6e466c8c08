package io.fdtrail.cli.output;

import io.fdtrail.os.Errno;
import io.fdtrail.os.Outlet;
import io.fdtrail.os.SystemException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The standard error, which must not delay our end either: it may be the same full pipe as the
 * output.
 */
public final class StandardError extends OutputStream {
  private static final int STDERR = 2;
  private static final int WAIT_MILLIS = 100;

  private static final StandardError OURS = new StandardError();

  private final OutputStream plain = new FileOutputStream(FileDescriptor.err);
  private volatile Outlet outlet;

  private StandardError() {}

  /** At first it waits without a limit. */
  public static OutputStream stream() {
    return OURS;
  }

  /**
   * From here on it has {@link Patience#OURS}.
   *
   * @throws SystemException if the library cannot be loaded
   */
  public static void losePatience() throws SystemException {
    OURS.outlet = Outlet.of(STDERR);
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    Outlet free = outlet;
    if (free == null) {
      plain.write(bytes, from, length);
      return;
    }
    int at = from;
    while (at < from + length) {
      int taken = free.write(bytes, at, from + length);
      if (taken >= 0) {
        at += taken;
      } else if (taken != -Errno.EAGAIN || Patience.OURS.isOver()) {
        return; // there is nobody to report it to
      } else {
        free.awaitRoom(WAIT_MILLIS);
      }
    }
  }
}
