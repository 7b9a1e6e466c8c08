package io.fdtrail.cli.output;

import io.fdtrail.event.RawText;
import java.io.IOException;
import java.util.List;

/** Takes the members of a JSON object one after the other, as the columns write them. */
interface JsonMembers {
  /**
   * A number.
   *
   * @param value unsigned
   */
  void number(JsonKey key, long value) throws IOException;

  /**
   * For numbers too large for JSON's doubles.
   *
   * @param value unsigned
   */
  void quotedNumber(JsonKey key, long value) throws IOException;

  /** Printable ASCII without quotes or backslashes. */
  void word(JsonKey key, String plain) throws IOException;

  /** An array of words. */
  void words(JsonKey key, List<String> plain) throws IOException;

  /** Objects without a name follow, each between {@link #beginElement} and {@link #endObject}. */
  void beginArray(JsonKey key) throws IOException;

  void beginElement() throws IOException;

  void endArray() throws IOException;

  /** A member that is absent unless it is true. */
  void yes(JsonKey key) throws IOException;

  /** A text; if it is not UTF-8, escaped as strace does, and its bytes in a separate member. */
  void text(JsonKey key, RawText text) throws IOException;

  /** A word that is printed. */
  <T> void printed(JsonKey key, T subject, Printer<T> word) throws IOException;

  /** A number that is printed. */
  <T> void printedNumber(JsonKey key, T subject, Printer<T> number) throws IOException;

  /** What follows are the members of an object, until {@link #endObject}. */
  void beginObject(JsonKey key) throws IOException;

  void endObject() throws IOException;
}
