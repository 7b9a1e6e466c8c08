package io.fdtrail.cli.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.fdtrail.event.RawText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An object of a line. Anybody may have written it: what is no member of ours in its form is
 * refused, or passed over.
 */
final class JsonObject {
  static final JsonObject NONE = new JsonObject(Map.of());

  private static final int DEEPEST = 8; // ours have three levels
  private static final int MOST_MEMBERS = 256;
  private static final int LONGEST_TEXT = 8192; // twice PATH_MAX; a record has no longer one
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._-]*");

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.CHARSET_DETECTION) // it is UTF-8
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNameLength(LONGEST_TEXT)
                  .maxStringLength(Lines.LONGEST)
                  .build())
          .build();

  private final Map<String, Object> members;

  private JsonObject(Map<String, Object> members) {
    this.members = members;
  }

  static JsonObject parse(byte[] bytes, int from, int length) throws BadLineException {
    try (JsonParser parser = FACTORY.createParser(bytes, from, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new BadLineException("it is not a JSON object");
      }
      JsonObject object = object(parser);
      if (parser.nextToken() != null) {
        throw new BadLineException("more follows the JSON object");
      }
      return object;
    } catch (BadLineException e) {
      throw e;
    } catch (IOException e) { // its message quotes the line
      throw new BadLineException("it is not a JSON object, or a damaged one");
    }
  }

  private static JsonObject object(JsonParser parser) throws IOException {
    Map<String, Object> members = new HashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      members.put(name, value(parser));
      bound(members.size());
    }
    return new JsonObject(members);
  }

  private static List<Object> elements(JsonParser parser) throws IOException {
    List<Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(parser));
      bound(elements.size());
    }
    return elements;
  }

  private static void bound(int size) throws BadLineException {
    if (size > MOST_MEMBERS) {
      throw new BadLineException("it has more members than any row");
    }
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> elements(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> number(parser.getText());
      case VALUE_TRUE -> true;
      default -> false;
    };
  }

  /** An unsigned one; others are in no row of ours. */
  private static Object number(String digits) {
    try {
      return Long.parseUnsignedLong(digits);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  private <T> T member(String name, Class<T> type, T absent) throws BadLineException {
    Object value = members.get(name);
    if (value == null) {
      return absent;
    }
    if (!type.isInstance(value)) {
      throw malformed(name);
    }
    return type.cast(value);
  }

  static BadLineException malformed(String name) {
    return new BadLineException("its " + name + " is malformed");
  }

  /** An unsigned number of 64 bits. */
  long unsigned(String name, long absent) throws BadLineException {
    return member(name, Long.class, absent);
  }

  /** A number that is not negative. */
  long number(String name, long absent) throws BadLineException {
    long number = unsigned(name, absent);
    if (number < 0 && has(name)) {
      throw malformed(name);
    }
    return number;
  }

  /** A number that is not negative. */
  int integer(String name, int absent) throws BadLineException {
    long number = number(name, absent);
    if (number > Integer.MAX_VALUE) {
      throw malformed(name);
    }
    return (int) number;
  }

  /** A number of 32 bits without a sign. */
  int unsignedInteger(String name) throws BadLineException {
    long number = number(name, 0);
    if (number >>> Integer.SIZE != 0) {
      throw malformed(name);
    }
    return (int) number;
  }

  /** A number in quotes, or 0. */
  long id(String name, int radix) throws BadLineException {
    String digits = string(name);
    try {
      return digits.isEmpty() ? 0 : Long.parseUnsignedLong(digits, radix);
    } catch (NumberFormatException e) {
      throw malformed(name);
    }
  }

  boolean isTrue(String name) throws BadLineException {
    return member(name, Boolean.class, false);
  }

  /** Any text; empty if it is absent. */
  String string(String name) throws BadLineException {
    String text = member(name, String.class, "");
    if (text.length() > LONGEST_TEXT) {
      throw malformed(name);
    }
    return text;
  }

  /** Words of ours, which are shown as they are. */
  String word(String name) throws BadLineException {
    return checked(name, string(name), WORD);
  }

  String checked(String name, String text, Pattern allowed) throws BadLineException {
    if (!allowed.matcher(text).matches()) {
      throw malformed(name);
    }
    return text;
  }

  /** The bytes of a name. */
  RawText text(String name) throws BadLineException {
    String encoded = string(name + "_base64");
    if (encoded.isEmpty()) {
      return RawText.of(string(name));
    }
    try {
      return RawText.of(Base64.getDecoder().decode(encoded));
    } catch (IllegalArgumentException e) {
      throw malformed(name);
    }
  }

  JsonObject object(String name) throws BadLineException {
    return member(name, JsonObject.class, NONE);
  }

  List<JsonObject> objects(String name) throws BadLineException {
    return list(name, JsonObject.class);
  }

  List<String> words(String name) throws BadLineException {
    return list(name, String.class);
  }

  private <T> List<T> list(String name, Class<T> of) throws BadLineException {
    List<T> elements = new ArrayList<>();
    for (Object element : member(name, List.class, List.of())) {
      if (!of.isInstance(element)) {
        throw malformed(name);
      }
      elements.add(of.cast(element));
    }
    return elements;
  }
}
