package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import java.io.IOException;
import java.util.Optional;

/** A column of the table and, under the same name, a member of the JSON object. */
final class Column {
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

  /** Its numbers, if they grow little from event to event. */
  Optional<RisingValue> rising() {
    return value instanceof RisingValue rises ? Optional.of(rises) : Optional.empty();
  }

  void memberOfLine(FdEvent event, JsonWriter json) throws IOException {
    value.memberOfLine(event, key, json);
  }
}
