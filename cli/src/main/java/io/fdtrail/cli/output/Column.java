package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;

/** A column of the table and, under the same name, a member of the JSON object. */
final class Column {
  /** How an event fills a column. */
  interface Value {
    /** Appends what the table shows, nothing if it is not known. */
    void cell(FdEvent event, LineBuffer to);

    /** Whether the cell may contain blanks: then two blanks end it. */
    default boolean isText() {
      return false;
    }

    /** Writes the member, nothing if it is not known. */
    void member(FdEvent event, Column column, JsonWriter json);
  }

  private final String key;
  private final String header;
  private final int width;
  private final String sentence;
  private final Value value;
  private final boolean isText;
  private final EventPart subject;
  private final byte[] jsonKey;
  private final byte[] base64Key;

  /**
   * @param key the name in {@code --fields} and JSON
   * @param header above the column
   * @param width in characters, without the space after it
   * @param sentence what it means, in Markdown
   * @param subject what the value is made from
   */
  Column(String key, String header, int width, String sentence, Value value, EventPart subject) {
    this.key = key;
    this.header = header;
    this.width = width;
    this.sentence = sentence;
    this.value = value;
    this.isText = value.isText();
    this.subject = subject;
    this.jsonKey = JsonWriter.key(key);
    this.base64Key = JsonWriter.key(key + "_base64");
  }

  String key() {
    return key;
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

  byte[] jsonKey() {
    return jsonKey;
  }

  byte[] base64Key() {
    return base64Key;
  }

  void cell(FdEvent event, LineBuffer to) {
    value.cell(event, to);
  }

  boolean isText() {
    return isText;
  }

  void member(FdEvent event, JsonWriter json) {
    value.member(event, this, json);
  }
}
