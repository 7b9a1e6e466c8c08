package io.fdtrail.filter;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Which texts a field can have.
 *
 * @param words all of them, or examples
 * @param known the text that a word of an expression stands for; null: it stands for none
 */
record Vocabulary(List<String> words, UnaryOperator<String> known) {
  /** Any text. */
  static final Vocabulary ANY = new Vocabulary(List.of(), word -> word);

  /** Only these, in upper or lower case. */
  static Vocabulary of(List<String> words) {
    return new Vocabulary(
        words,
        word ->
            words.stream().filter(each -> each.equalsIgnoreCase(word)).findFirst().orElse(null));
  }

  Optional<String> find(String word) {
    return Optional.ofNullable(known.apply(word));
  }
}
