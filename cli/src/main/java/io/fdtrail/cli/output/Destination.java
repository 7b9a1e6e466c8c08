package io.fdtrail.cli.output;

import java.io.IOException;

/** What whole lines are handed to. */
public interface Destination {
  /** Whether each line is to be shown at once. */
  boolean isByLine();

  /** Whether somebody reads it who can go away: a pipe or a socket. */
  boolean hasReader();

  /** Whether nothing more is written to it, as nobody took what was there. */
  default boolean isGivenUp() {
    return false;
  }

  /**
   * Takes lines.
   *
   * @return how many of them could not be kept
   */
  long write(byte[] lines, int length) throws IOException;
}
