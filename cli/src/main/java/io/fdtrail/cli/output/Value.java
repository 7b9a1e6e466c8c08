package io.fdtrail.cli.output;

import java.io.IOException;

/**
 * How a column is filled. A class, because the C1 compiler takes three times as many instructions
 * to call what an interface declares.
 *
 * @param <T> from what: an event, or a part of one
 */
abstract class Value<T> {
  /** Appends what the table shows, nothing if it is not known. */
  abstract void cell(T subject, LineBuffer to);

  /** Whether the cell may contain blanks: then two blanks end it. */
  boolean isText() {
    return false;
  }

  /** Writes the member, nothing if it is not known. */
  abstract void member(T subject, JsonKey key, JsonMembers json) throws IOException;

  /**
   * Writes the same member into a line of a trace, where it is not the first: for values that are
   * new in each line.
   */
  void memberOfLine(T subject, JsonKey key, JsonWriter json) throws IOException {
    member(subject, key, json);
  }
}
