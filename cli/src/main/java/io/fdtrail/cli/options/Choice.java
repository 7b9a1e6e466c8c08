package io.fdtrail.cli.options;

import java.util.ArrayList;
import java.util.List;

/**
 * What is wanted and what is not; with nothing wanted, all the rest is.
 *
 * @param wanted as the user wrote it
 * @param unwanted what followed a {@code !}
 */
public record Choice(List<String> wanted, List<String> unwanted) {
  /** Anything. */
  public static final Choice ANY = new Choice(List.of(), List.of());

  static Choice of(List<String> words) {
    List<String> wanted = new ArrayList<>();
    List<String> unwanted = new ArrayList<>();
    for (String word : words) {
      if (word.startsWith(Excluding.SIGN)) {
        unwanted.add(word.substring(Excluding.SIGN.length()));
      } else {
        wanted.add(word);
      }
    }
    return new Choice(List.copyOf(wanted), List.copyOf(unwanted));
  }
}
