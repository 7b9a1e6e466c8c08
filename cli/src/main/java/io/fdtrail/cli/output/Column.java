package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import java.io.IOException;

/** A column of the table and, under the same name, a member of the JSON object. */
final class Column {
  /**
   * How a column is filled.
   *
   * @param <T> from what: an event, or a part of one
   */
  interface Value<T> {
    /** Appends what the table shows, nothing if it is not known. */
    void cell(T subject, LineBuffer to);

    /** Whether the cell may contain blanks: then two blanks end it. */
    default boolean isText() {
      return false;
    }

    /** Writes the member, nothing if it is not known. */
    void member(T subject, JsonKey key, JsonMembers json) throws IOException;

    /**
     * Writes the same member into a line of a trace, where it is not the first: for values that are
     * new in each line.
     */
    default void memberOfLine(T subject, JsonKey key, JsonWriter json) throws IOException {
      member(subject, key, json);
    }
  }

  private final JsonKey key;
  private final String header;
  private final int width;
  private final String sentence;
  private final Value<FdEvent> value;
  private final boolean isText;
  private final EventPart subject;

  /**
   * @param key the name in {@code --fields} and JSON
   * @param header above the column
   * @param width in characters, without the space after it
   * @param sentence what it means, in Markdown
   * @param subject what the value is made from
   */
  Column(
      String key,
      String header,
      int width,
      String sentence,
      Value<FdEvent> value,
      EventPart subject) {
    this.key = new JsonKey(key);
    this.header = header;
    this.width = width;
    this.sentence = sentence;
    this.value = value;
    this.isText = value.isText();
    this.subject = subject;
  }

  String key() {
    return key.name();
  }

  String header() {
    return header;
  }

  int width() {
    return width;
  }

  String sentence() {
    return sentence;
  }

  EventPart subject() {
    return subject;
  }

  void cell(FdEvent event, LineBuffer to) {
    value.cell(event, to);
  }

  boolean isText() {
    return isText;
  }

  void member(FdEvent event, JsonMembers json) throws IOException {
    value.member(event, key, json);
  }

  void memberOfLine(FdEvent event, JsonWriter json) throws IOException {
    value.memberOfLine(event, key, json);
  }
}
