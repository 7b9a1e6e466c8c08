package io.fdtrail.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A line of a trace in JSON, read again.
 *
 * @param members in their order; those of an object after its name and a dot: {@code sender.pid}. A
 *     value is a Long, Double, Boolean, String, or a List of Strings or of such Maps
 */
record ReadLine(Map<String, Object> members) {
  private static final JsonFactory JSON = new JsonFactory();

  static ReadLine of(byte[] line, int length) throws IOException {
    try (JsonParser parser = JSON.createParser(line, 0, length)) {
      parser.nextToken();
      Map<String, Object> members = new LinkedHashMap<>();
      object(parser, "", members);
      return new ReadLine(members);
    }
  }

  private static void object(JsonParser parser, String prefix, Map<String, Object> members)
      throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = prefix + parser.currentName();
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        object(parser, name + ".", members);
      } else {
        members.put(name, value(parser));
      }
    }
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_ARRAY -> array(parser);
      case START_OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        object(parser, "", members);
        yield members;
      }
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      default -> parser.getText();
    };
  }

  private static List<Object> array(JsonParser parser) throws IOException {
    List<Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(parser));
    }
    return elements;
  }

  String type() {
    return word("type");
  }

  /** Empty: absent. */
  String word(String member) {
    return members.getOrDefault(member, "").toString();
  }

  /** Whether {@code name} is a whole path that still leads to the file. */
  boolean hasPath() {
    String name = word("name");
    return name.startsWith("/")
        && !name.startsWith("/memfd:")
        && !members.containsKey("deleted")
        && !members.containsKey("name_truncated");
  }

  /** Whether it says that something went wrong. */
  boolean isFailure() {
    return switch (type()) {
      case "lost" -> true;
      case "event" -> members.containsKey("errno") || members.containsKey("reason") || isRefused();
      default -> false;
    };
  }

  private boolean isRefused() {
    return word("action").equals("DROP") || word("action").equals("FAIL");
  }
}
