package io.fdtrail.cli.output;

import io.fdtrail.os.Errno;
import io.fdtrail.os.Outlet;
import io.fdtrail.os.TerminalSize;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A pipe, socket or terminal, whose reader may be slow, or may never read again. */
final class StreamOutput implements Destination {
  private static final int WAIT_MILLIS = 100;
  private static final long RETRY_NS = 1_000_000;

  private final Outlet outlet;
  private final boolean isTerminal;
  private final Patience patience;
  private boolean givenUp;

  StreamOutput(Outlet outlet, boolean isTerminal, Patience patience) {
    this.outlet = outlet;
    this.isTerminal = isTerminal;
    this.patience = patience;
  }

  @Override
  public boolean isByLine() {
    return isTerminal;
  }

  @Override
  public Optional<TerminalSize> size() {
    return isTerminal ? outlet.size() : Optional.empty();
  }

  @Override
  public boolean hasReader() {
    return !isTerminal;
  }

  @Override
  public boolean isGivenUp() {
    return givenUp;
  }

  /**
   * Waits until there is room, as long as the patience lasts. After that nothing more is written: a
   * part of a line may be at the end.
   *
   * @throws OutputClosed if nobody reads any more
   */
  @Override
  public long write(byte[] lines, int length) throws IOException {
    int written = 0;
    while (written < length && !givenUp) {
      int taken = outlet.write(lines, written, length);
      if (taken >= 0) {
        written += taken;
      } else if (taken != -Errno.EAGAIN) {
        throw failure(Errno.name(-taken));
      } else if (patience.isOver()) {
        givenUp = true;
      } else {
        LockSupport.parkNanos(
            RETRY_NS); // in case there is said to be room, but less than for a line
        outlet.awaitRoom(WAIT_MILLIS);
      }
    }
    return LineBuffer.lines(lines, written, length);
  }

  private IOException failure(String errno) {
    IOException failure = new IOException(errno);
    return isTerminal ? failure : new OutputClosed(failure);
  }
}
