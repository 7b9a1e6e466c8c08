package io.fdtrail.cli.output;

import io.fdtrail.os.TerminalSize;
import java.io.IOException;
import java.util.Optional;

/** Where whole lines are written to. */
public interface Destination {
  /** Whether each line must be shown at once. */
  default boolean isByLine() {
    return false;
  }

  /** Whether it has a reader that can go away: a pipe or a socket. */
  default boolean hasReader() {
    return false;
  }

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

  /** How much it shows at once; empty if it is no terminal, or one that does not know it. */
  default Optional<TerminalSize> size() {
    return Optional.empty();
  }

  /**
   * Writes all that there is to be, in the place of what was there before.
   *
   * @param bytes whole lines
   * @return how many lines could not be written
   */
  default long replace(byte[] bytes) throws IOException {
    return write(bytes, bytes.length);
  }
}
