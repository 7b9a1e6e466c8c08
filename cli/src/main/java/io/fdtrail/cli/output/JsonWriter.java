package io.fdtrail.cli.output;

import io.fdtrail.event.RawText;
import java.util.Base64;
import java.util.List;

/**
 * Writes the lines of a trace: JSON objects whose members mostly are copied from earlier lines
 * ({@link CachedMembers}). All other JSON is a {@link JsonLine}.
 */
final class JsonWriter implements JsonMembers {
  /** Of every line, also of those that Jackson writes. */
  static final String BEGINNING = "{\"type\":\"";

  private final LineBuffer to;

  JsonWriter(LineBuffer to) {
    this.to = to;
  }

  /** The beginning of a line, up to the value of {@code type}. */
  static byte[] type(String word) {
    return Ascii.bytes(BEGINNING + word + '"');
  }

  LineBuffer buffer() {
    return to;
  }

  private LineBuffer begin(byte[] key) {
    int from = to.endsWith('{') ? 1 : 0;
    return to.put(key, from, key.length - from);
  }

  @Override
  public void number(JsonKey key, long value) {
    begin(key.quoted()).unsigned(value);
  }

  @Override
  public void quotedNumber(JsonKey key, long value) {
    begin(key.quoted()).put('"').unsigned(value).put('"');
  }

  @Override
  public void word(JsonKey key, String plain) {
    begin(key.quoted()).put('"').put(plain).put('"');
  }

  @Override
  public void words(JsonKey key, List<String> plain) {
    begin(key.quoted()).put('[');
    for (int i = 0; i < plain.size(); i++) {
      to.put(i == 0 ? "\"" : ",\"").put(plain.get(i)).put('"');
    }
    to.put(']');
  }

  @Override
  public void yes(JsonKey key) {
    begin(key.quoted()).put("true");
  }

  @Override
  public void text(JsonKey key, RawText text) {
    begin(key.quoted()).put('"');
    boolean isUtf8 = JsonText.put(text, to);
    to.put('"');
    if (!isUtf8) {
      begin(key.quotedBase64()).put('"').put(Base64.getEncoder().encode(text.toBytes())).put('"');
    }
  }

  @Override
  public <T> void printed(JsonKey key, T subject, Printer<T> word) {
    begin(key.quoted()).put('"');
    word.print(subject, to);
    to.put('"');
  }

  @Override
  public <T> void printedNumber(JsonKey key, T subject, Printer<T> number) {
    number.print(subject, begin(key.quoted()));
  }

  @Override
  public void beginObject(JsonKey key) {
    begin(key.quoted()).put('{');
  }

  @Override
  public void beginArray(JsonKey key) {
    begin(key.quoted()).put('[');
  }

  @Override
  public void beginElement() {
    to.put(to.endsWith('[') ? "{" : ",{");
  }

  @Override
  public void endArray() {
    to.put(']');
  }

  @Override
  public void endObject() {
    to.put('}');
  }
}
