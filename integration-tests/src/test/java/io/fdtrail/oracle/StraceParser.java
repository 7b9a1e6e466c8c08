package io.fdtrail.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a call in strace's own notation: {@code name(argument, ...) = result}. */
final class StraceParser {
  private static final String CUT = "...";

  private final String text;
  private int at;

  private StraceParser(String text) {
    this.text = text;
  }

  /**
   * A call.
   *
   * @param result all that stands behind the equals sign
   */
  record Call(String name, List<StraceValue> arguments, String result) {
    StraceValue argument(int index) {
      return index < arguments.size() ? arguments.get(index) : StraceValue.NONE;
    }

    /** The number that it returned; -1 when it failed, and when nobody knows. */
    int returned() {
      String number = result.split(" ", 2)[0];
      return number.matches("\\d{1,9}") ? Integer.parseInt(number) : -1;
    }
  }

  /** {@link IllegalArgumentException} with the place when it is not such a call. */
  static Call call(String text) {
    StraceParser parser = new StraceParser(text);
    int open = text.indexOf('(');
    if (open <= 0) {
      throw parser.fault("a call");
    }
    parser.at = open + 1;
    List<StraceValue> arguments = parser.list(')').elements();
    String rest = text.substring(parser.at).strip();
    if (!rest.startsWith("=")) {
      throw parser.fault("=");
    }
    return new Call(text.substring(0, open), arguments, rest.substring(1).strip());
  }

  /** What is between here and the closing character, which is passed: elements and named fields. */
  private StraceValue list(char close) {
    List<StraceValue> elements = new ArrayList<>();
    Map<String, StraceValue> fields = new HashMap<>();
    boolean isCut = false;
    for (; ; ) {
      skip(", ");
      if (at >= text.length()) {
        throw fault("" + close);
      }
      if (text.charAt(at) == close) {
        at++;
        return new StraceValue("", elements, fields, isCut);
      }
      if (text.startsWith(CUT, at)) {
        at += CUT.length();
        isCut = true;
        continue;
      }
      String key = key();
      StraceValue value = changed();
      if (key.isEmpty()) {
        elements.add(value);
      } else {
        fields.put(key, value);
      }
    }
  }

  private String key() {
    int end = at;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
      end++;
    }
    if (end == at
        || end >= text.length()
        || text.charAt(end) != '='
        || text.startsWith("=>", end)) {
      return "";
    }
    String key = text.substring(at, end);
    at = end + 1;
    return key;
  }

  /** A value, or what became of it. */
  private StraceValue changed() {
    StraceValue value = value();
    while (text.startsWith(" => ", at)) {
      at += 4;
      value = value();
    }
    if (text.startsWith(" /*", at)) {
      at = text.indexOf("*/", at) + 2;
    }
    return value;
  }

  private StraceValue value() {
    char first = at < text.length() ? text.charAt(at) : ' ';
    if (first == '{' || first == '[') {
      at++;
      return list(first == '{' ? '}' : ']');
    }
    int begin = at;
    while (at < text.length() && ",)]} ".indexOf(text.charAt(at)) < 0) {
      pass();
    }
    if (at == begin) {
      throw fault("a value");
    }
    return StraceValue.of(text.substring(begin, at));
  }

  /** A character, or all of a string, a decoration or what is in parentheses. */
  private void pass() {
    char c = text.charAt(at++);
    if (c == '"') {
      while (at < text.length() && text.charAt(at) != '"') {
        at += text.charAt(at) == '\\' ? 2 : 1;
      }
      at++;
    } else if (c == '<' || c == '(') {
      passUntil(c == '<' ? '>' : ')');
    }
  }

  /** The arrow between two addresses ends no decoration. */
  private void passUntil(char close) {
    while (at < text.length() && text.charAt(at) != close) {
      if (text.startsWith("->", at)) {
        at += 2;
      } else {
        pass();
      }
    }
    at++;
  }

  private void skip(String characters) {
    while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private IllegalArgumentException fault(String expected) {
    return new IllegalArgumentException("expected " + expected + " at " + at + " of " + text);
  }
}
