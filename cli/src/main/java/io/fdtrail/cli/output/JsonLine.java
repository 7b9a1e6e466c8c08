package io.fdtrail.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import io.fdtrail.event.RawText;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Writes JSON objects, one on each line, with Jackson: all but the lines of a trace. */
final class JsonLine implements JsonMembers {
  private static final int WORD_SIZE = 256;

  private final EventOutput output;
  private final JsonGenerator json;
  private final LineBuffer word = new LineBuffer(WORD_SIZE);

  private static final class Appender extends OutputStream {
    private final LineBuffer to;

    Appender(LineBuffer to) {
      this.to = to;
    }

    @Override
    public void write(int octet) {
      to.put((char) octet);
    }

    @Override
    public void write(byte[] bytes, int from, int size) {
      to.put(bytes, from, size);
    }
  }

  JsonLine(EventOutput output) {
    this.output = output;
    this.json = generator(new Appender(output.line()));
  }

  private static JsonGenerator generator(OutputStream to) {
    JsonFactory lines = new JsonFactoryBuilder().rootValueSeparator((String) null).build();
    try {
      return lines.createGenerator(to);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it only makes a buffer
    }
  }

  /** For arrays, objects and what needs no help. */
  JsonGenerator json() {
    return json;
  }

  void begin(String type) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", type);
  }

  /**
   * Likewise, with the time.
   *
   * @param epochNanos since 1970
   */
  void begin(String type, long epochNanos) throws IOException {
    begin(type);
    word.clear();
    new Timestamp().print(epochNanos, word);
    json.writeFieldName("time");
    quoted();
  }

  void end() throws IOException {
    json.writeEndObject();
    endLine();
  }

  /** What has been written is the line. */
  void endLine() throws IOException {
    json.flush();
    output.endLine();
  }

  /** A Long, Double, Boolean or String, a List or Map of such. */
  void value(Object value) throws IOException {
    if (value instanceof Map<?, ?> members) {
      json.writeStartObject();
      for (Map.Entry<?, ?> member : members.entrySet()) {
        json.writeFieldName(member.getKey().toString());
        value(member.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof List<?> elements) {
      json.writeStartArray();
      for (Object element : elements) {
        value(element);
      }
      json.writeEndArray();
    } else if (value instanceof String text) {
      element(text);
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else {
      json.writeNumber(value.toString());
    }
  }

  /**
   * @param value unsigned
   */
  void number(String name, long value) throws IOException {
    json.writeFieldName(name);
    unsigned(value);
  }

  /** A text; if it is not UTF-8, escaped as strace does, and its bytes in a separate member. */
  void text(String name, RawText text) throws IOException {
    json.writeFieldName(name);
    if (!quoted(text)) {
      json.writeBinaryField(JsonKey.base64(name), text.toBytes());
    }
  }

  /** Text of ours, which may quote what others have named. */
  void text(String name, String text) throws IOException {
    text(name, RawText.of(text));
  }

  /** Likewise, in an array. */
  void element(String text) throws IOException {
    quoted(RawText.of(text));
  }

  private void unsigned(long value) throws IOException {
    if (value < 0) {
      json.writeNumber(Long.toUnsignedString(value));
    } else {
      json.writeNumber(value);
    }
  }

  /**
   * @return whether it is UTF-8
   */
  private boolean quoted(RawText text) throws IOException {
    word.clear();
    boolean isUtf8 = JsonText.put(text, word);
    quoted();
    return isUtf8;
  }

  /** What is in {@link #word}, escaped. */
  private void quoted() throws IOException {
    json.writeRawUTF8String(word.array(), 0, word.length());
  }

  /** A separate object: a descriptor of a process, the number -1 unknown. */
  void descriptor(int pid, RawText comm, int fd) throws IOException {
    json.writeStartObject();
    json.writeNumberField("pid", pid);
    text("comm", comm);
    if (fd >= 0) {
      json.writeNumberField("fd", fd);
    }
    json.writeEndObject();
  }

  @Override
  public void number(JsonKey key, long value) throws IOException {
    json.writeFieldName(key.serialized());
    unsigned(value);
  }

  @Override
  public void quotedNumber(JsonKey key, long value) throws IOException {
    word(key, Long.toUnsignedString(value));
  }

  @Override
  public void word(JsonKey key, String plain) throws IOException {
    json.writeFieldName(key.serialized());
    json.writeString(plain);
  }

  @Override
  public void words(JsonKey key, List<String> plain) throws IOException {
    json.writeFieldName(key.serialized());
    json.writeStartArray();
    for (String each : plain) {
      json.writeString(each);
    }
    json.writeEndArray();
  }

  @Override
  public void yes(JsonKey key) throws IOException {
    json.writeFieldName(key.serialized());
    json.writeBoolean(true);
  }

  @Override
  public void text(JsonKey key, RawText text) throws IOException {
    json.writeFieldName(key.serialized());
    if (!quoted(text)) {
      json.writeBinaryField(JsonKey.base64(key.name()), text.toBytes());
    }
  }

  @Override
  public <T> void printed(JsonKey key, T subject, Printer<T> printer) throws IOException {
    json.writeFieldName(key.serialized());
    word.clear();
    printer.print(subject, word);
    quoted();
  }

  @Override
  public <T> void printedNumber(JsonKey key, T subject, Printer<T> number) throws IOException {
    json.writeFieldName(key.serialized());
    word.clear();
    number.print(subject, word);
    json.writeNumber(word.toString());
  }

  @Override
  public void beginObject(JsonKey key) throws IOException {
    json.writeFieldName(key.serialized());
    json.writeStartObject();
  }

  @Override
  public void beginArray(JsonKey key) throws IOException {
    json.writeFieldName(key.serialized());
    json.writeStartArray();
  }

  @Override
  public void beginElement() throws IOException {
    json.writeStartObject();
  }

  @Override
  public void endArray() throws IOException {
    json.writeEndArray();
  }

  @Override
  public void endObject() throws IOException {
    json.writeEndObject();
  }
}
