package io.fdtrail.filter;

import java.util.BitSet;
import java.util.List;

/** What a regular expression or a glob consists of; all of it is about bytes. */
sealed interface Pattern {
  /** One byte of these. */
  record OneOf(BitSet bytes) implements Pattern {}

  /** One after the other; nothing, if there is none. */
  record Sequence(List<Pattern> parts) implements Pattern {}

  /** One of these. */
  record Choice(List<Pattern> parts) implements Pattern {}

  /**
   * The same several times.
   *
   * @param most {@link #NO_LIMIT} if there is none
   */
  record Repeated(Pattern part, int least, int most) implements Pattern {}

  /** The place before the first byte, or the one after the last. */
  record Edge(boolean isBeginning) implements Pattern {}

  int NO_LIMIT = -1;
}
