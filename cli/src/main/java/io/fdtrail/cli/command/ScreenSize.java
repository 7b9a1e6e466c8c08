package io.fdtrail.cli.command;

import io.fdtrail.os.Outlet;
import io.fdtrail.os.SystemException;
import io.fdtrail.os.TerminalSize;
import java.io.IOException;
import java.util.Optional;

/** The size of the terminal that is our standard output, which may change. */
final class ScreenSize {
  private static final int STDOUT = 1;

  private ScreenSize() {}

  /** {@return its size now; empty: the output is no terminal} */
  static Optional<TerminalSize> now() throws IOException {
    try {
      return Outlet.sizeOf(STDOUT);
    } catch (SystemException e) {
      throw new IOException(e);
    }
  }
}
