package io.fdtrail.filter;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.RawText;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * What an expression can ask about an event.
 *
 * @param key the name, as in {@code --fields} and JSON
 * @param type what it can be compared with
 * @param number its value, unsigned, or {@link #ABSENT}, unless it is a text
 * @param text its value, if it is a text
 * @param vocabulary which texts it can have
 * @param ofSender the same of the sender, if this is of the process that acted
 * @param isOfProcess whether it depends only on the process that acted
 */
record Field(
    String key,
    Type type,
    ToLongFunction<FdEvent> number,
    TextReader text,
    Vocabulary vocabulary,
    Optional<Field> ofSender,
    boolean isOfProcess) {
  /** What an extractor of numbers returns for an unknown one. */
  static final long ABSENT = Long.MIN_VALUE;

  /** What a field can be compared with. */
  enum Type {
    NUMBER("a number"),
    /** A number of ns. */
    SPAN("a time span"),
    /** A moment of the wall clock. */
    TIME("a time"),
    TEXT("a text"),
    FLAG("true or false"),
    /** Has parts, and is there or not. */
    GROUP("");

    private final String words;

    Type(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** Reads a text of an event. */
  interface TextReader {
    /** Appends it; nothing if it is not known. */
    void read(FdEvent event, Text to);
  }

  private static final TextReader NO_TEXT = (event, to) -> {};

  /** Several texts of an event: a comparison is true if it is true of one of them. */
  interface ListReader extends TextReader {
    List<RawText> texts(FdEvent event);

    @Override
    default void read(FdEvent event, Text to) {
      texts(event).forEach(to::put);
    }

    /**
     * Whether a test is true of one of them.
     *
     * @param buffer for the test
     */
    default boolean any(FdEvent event, Text buffer, Predicate<Text> test) {
      for (RawText text : texts(event)) {
        if (test.test(buffer.clear().put(text))) {
          return true;
        }
      }
      return false;
    }
  }

  static Field number(String key, Type type, ToLongFunction<FdEvent> number) {
    return new Field(key, type, number, NO_TEXT, Vocabulary.ANY, Optional.empty(), false);
  }

  static Field text(String key, Vocabulary vocabulary, TextReader text) {
    return new Field(key, Type.TEXT, event -> ABSENT, text, vocabulary, Optional.empty(), false);
  }

  static Field group(String key, Predicate<FdEvent> isKnown) {
    return number(key, Type.GROUP, e -> isKnown.test(e) ? 1 : ABSENT);
  }

  static long unless(long unknown, long number) {
    return number == unknown ? ABSENT : number;
  }

  Field ofProcess(Optional<Field> sender) {
    return new Field(key, type, number, text, vocabulary, sender, true);
  }
}
