package io.fdtrail.filter;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Guesses what was meant. */
final class Nearest {
  private static final int LONGEST = 40;

  private Nearest() {}

  /** The word that differs least, if it differs little. */
  static Optional<String> of(String word, Collection<String> words) {
    String best = "";
    int least = Math.max(1, word.length() / 3) + 1;
    for (String each : words) {
      int distance = distance(word.toLowerCase(Locale.ROOT), each.toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        best = each;
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }

  /** How many characters have to be added, removed, changed or swapped with the next. */
  private static int distance(String from, String to) {
    if (from.length() > LONGEST) {
      return LONGEST;
    }
    int[][] rows = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        rows[i][j] = i == 0 || j == 0 ? i + j : distance(rows, from, to, i, j);
      }
    }
    return rows[from.length()][to.length()];
  }

  private static int distance(int[][] rows, String from, String to, int i, int j) {
    boolean isSame = from.charAt(i - 1) == to.charAt(j - 1);
    int least =
        Math.min(
            rows[i - 1][j - 1] + (isSame ? 0 : 1), Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
    boolean isSwapped =
        i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1);
    return isSwapped ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
  }
}
