package io.fdtrail.cli.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A key.
 *
 * @param text of a character; empty for all other keys
 */
record TopKey(Name name, String text) {
  enum Name {
    CHARACTER,
    UP,
    DOWN,
    LEFT,
    RIGHT,
    PAGE_UP,
    PAGE_DOWN,
    HOME,
    END,
    ENTER,
    ESCAPE,
    ERASE,
    ERASE_ALL,
    TAB,
    BACK_TAB,
    F1,
    F4,
    F6,
    F10,
    REDRAW,
    OTHER
  }

  private static final char ESCAPE = '\033';
  private static final char LAST_CONTROL = '\037';
  private static final char FIRST_HIGH = '\177';
  private static final char LAST_HIGH_CONTROL = '\237';

  /** As xterm, the Linux console and those that imitate them send them; the longest first. */
  private static final Map<String, Name> SEQUENCES = new LinkedHashMap<>();

  static {
    put(Name.PAGE_UP, "[5~");
    put(Name.PAGE_DOWN, "[6~");
    put(Name.HOME, "[1~", "[7~", "[H", "OH");
    put(Name.END, "[4~", "[8~", "[F", "OF");
    put(Name.F1, "[11~", "[[A", "OP");
    put(Name.F4, "[14~", "[[D", "OS");
    put(Name.F6, "[17~");
    put(Name.F10, "[21~");
    put(Name.UP, "[A", "OA");
    put(Name.DOWN, "[B", "OB");
    put(Name.RIGHT, "[C", "OC");
    put(Name.LEFT, "[D", "OD");
    put(Name.BACK_TAB, "[Z");
  }

  private static void put(Name name, String... sequences) {
    for (String sequence : sequences) {
      SEQUENCES.put(sequence, name);
    }
  }

  static TopKey of(Name name) {
    return new TopKey(name, "");
  }

  boolean is(char character) {
    return text.length() == 1 && text.charAt(0) == character;
  }

  /**
   * The keys in what a terminal sent.
   *
   * @param bytes none: all must be drawn again
   */
  static List<TopKey> decode(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    List<TopKey> keys = new ArrayList<>();
    if (text.isEmpty()) {
      keys.add(of(Name.REDRAW));
    }
    int at = 0;
    while (at < text.length()) {
      if (text.charAt(at) == ESCAPE && at + 1 < text.length()) {
        int end = sequenceEnd(text, at + 1);
        Name name = SEQUENCES.getOrDefault(text.substring(at + 1, end), Name.OTHER);
        keys.add(of(name));
        at = end;
      } else {
        int character = text.codePointAt(at);
        keys.add(single(character));
        at += Character.charCount(character);
      }
    }
    return keys;
  }

  /** A sequence ends with its first letter or tilde after the introducer. */
  private static int sequenceEnd(String text, int from) {
    int at = from;
    if (text.charAt(at) == '[' || text.charAt(at) == 'O') {
      at++;
      if (at < text.length() && text.charAt(at) == '[') {
        at++;
      }
      while (at < text.length() && (text.charAt(at) < '@' || text.charAt(at) > '~')) {
        at++;
      }
    }
    return Math.min(at + 1, text.length());
  }

  private static TopKey single(int character) {
    return switch (character) {
      case '\r', '\n' -> of(Name.ENTER);
      case '\t' -> of(Name.TAB);
      case ESCAPE -> of(Name.ESCAPE);
      case '\b', FIRST_HIGH -> of(Name.ERASE);
      case 'U' - '@' -> of(Name.ERASE_ALL);
      case 'L' - '@' -> of(Name.REDRAW);
      default ->
          character <= LAST_CONTROL || (character > FIRST_HIGH && character <= LAST_HIGH_CONTROL)
              ? of(Name.OTHER)
              : new TopKey(Name.CHARACTER, Character.toString(character));
    };
  }
}
