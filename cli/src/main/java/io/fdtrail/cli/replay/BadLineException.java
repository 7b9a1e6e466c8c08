package io.fdtrail.cli.replay;

import java.io.IOException;

/** A line is not one of ours. The message says why, and quotes nothing of it. */
final class BadLineException extends IOException {
  private static final long serialVersionUID = 1;

  BadLineException(String message) {
    super(message);
  }
}
