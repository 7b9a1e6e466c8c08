package io.fdtrail.cli.output;

import io.fdtrail.event.RawText;
import java.util.Base64;

/** Writes JSON objects into a buffer. Keys are made once, by {@link #key}. */
final class JsonWriter {
  /** The beginning of every line. */
  static final String BEGINNING = "{\"type\":\"";

  private static final String HEX = "0123456789abcdef";
  private static final byte[] TRUE = Ascii.bytes("true");
  private static final byte[] PID = Ascii.bytes("{\"pid\":");
  private static final byte[] COMM = key("comm");
  private static final byte[] COMM_BASE64 = key("comm_base64");
  private static final byte[] FD = key("fd");

  private final LineBuffer to;

  JsonWriter(LineBuffer to) {
    this.to = to;
  }

  /** A member's name as it appears in the output, with the comma before it. */
  static byte[] key(String name) {
    return Ascii.bytes(",\"" + name + "\":");
  }

  /** A whole member whose value is a plain word, with the comma before it. */
  static byte[] member(String name, String plain) {
    return Ascii.bytes(",\"" + name + "\":\"" + plain + '"');
  }

  /** A member up to the middle of its value. */
  static byte[] beginning(String name, boolean isQuoted, String value) {
    return Ascii.bytes(",\"" + name + "\":" + (isQuoted ? "\"" : "") + value);
  }

  /** The beginning of one of our own objects: {@code {"type":"word"}. */
  static byte[] type(String word) {
    return Ascii.bytes(BEGINNING + word + '"');
  }

  LineBuffer buffer() {
    return to;
  }

  void raw(byte[] ascii) {
    to.put(ascii);
  }

  void number(byte[] key, long value) {
    to.put(key).unsigned(value);
  }

  /** For numbers too large for JSON's doubles. */
  void quotedNumber(byte[] key, long value) {
    to.put(key).put('"').unsigned(value).put('"');
  }

  void word(byte[] key, byte[] plain) {
    to.put(key).put('"').put(plain).put('"');
  }

  void word(byte[] key, String plain) {
    to.put(key).put('"').put(plain).put('"');
  }

  void yes(byte[] key) {
    to.put(key).put(TRUE);
  }

  /** A separate object: a descriptor of a process, the number -1 unknown. */
  void descriptor(int pid, RawText comm, int fd) {
    number(PID, pid);
    text(COMM, COMM_BASE64, comm);
    if (fd >= 0) {
      number(FD, fd);
    }
    to.put('}');
  }

  /** A text; if it is not UTF-8, escaped as strace does, and its bytes in a separate member. */
  void text(byte[] key, byte[] base64Key, RawText text) {
    to.put(key).put('"');
    if (to.putPlain(text)) {
      to.put('"');
      return;
    }
    int start = to.length();
    if (putUtf8(text)) {
      to.put('"');
      return;
    }
    to.cutTo(start);
    putBytes(text);
    to.put('"').put(base64Key).put('"').put(Base64.getEncoder().encode(text.toBytes())).put('"');
  }

  /** Up to the first byte that is not UTF-8. @return whether there is none */
  private boolean putUtf8(RawText text) {
    int size = 0;
    for (int at = 0; at < text.length(); at += size) {
      int codePoint = Utf8.codePointAt(text, at);
      if (codePoint < 0) {
        return false;
      }
      size = Utf8.size(codePoint);
      if (codePoint == '"' || codePoint == '\\' || Invisible.is(codePoint)) {
        escape(codePoint);
      } else {
        for (int i = 0; i < size; i++) {
          to.put((char) text.byteAt(at + i));
        }
      }
    }
    return true;
  }

  private void putBytes(RawText text) {
    LineBuffer printable = new LineBuffer(4 * text.length());
    Escaper.bytes(text, printable);
    for (int i = 0; i < printable.length(); i++) {
      char c = (char) printable.array()[i];
      if (c == '\\' || c == '"') {
        to.put('\\');
      }
      to.put(c);
    }
  }

  private void escape(int codePoint) {
    switch (codePoint) {
      case '"', '\\' -> to.put('\\').put((char) codePoint);
      case '\t' -> to.put("\\t");
      case '\n' -> to.put("\\n");
      case '\f' -> to.put("\\f");
      case '\r' -> to.put("\\r");
      case '\b' -> to.put("\\b");
      default -> {
        if (Character.isSupplementaryCodePoint(codePoint)) {
          unit(Character.highSurrogate(codePoint));
          unit(Character.lowSurrogate(codePoint));
        } else {
          unit((char) codePoint);
        }
      }
    }
  }

  private void unit(char c) {
    to.put("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      to.put(HEX.charAt(c >> shift & 15));
    }
  }
}
