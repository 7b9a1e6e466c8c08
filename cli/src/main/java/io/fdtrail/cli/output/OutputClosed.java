package io.fdtrail.cli.output;

import java.io.IOException;

/** The reader of our output has gone. */
public final class OutputClosed extends IOException {
  private static final long serialVersionUID = 1;

  OutputClosed(IOException cause) {
    super(cause);
  }
}
