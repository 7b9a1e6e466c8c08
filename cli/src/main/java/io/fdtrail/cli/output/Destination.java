package io.fdtrail.cli.output;

import java.io.IOException;

/** Where whole lines are written to. */
public interface Destination {
  /** Whether each line must be shown at once. */
  boolean isByLine();

  /** Whether it has a reader that can go away: a pipe or a socket. */
  boolean hasReader();

  /** Whether nothing more is written to it, because nobody read what was there. */
  default boolean isGivenUp() {
    return false;
  }

  /**
   * Writes lines.
   *
   * @return how many of them could not be written
   */
  long write(byte[] lines, int length) throws IOException;
}
