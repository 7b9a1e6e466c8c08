package io.fdtrail.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which of a thread's acts is which, in both views of it: the longest sequence that they have in
 * common.
 */
final class Alignment {
  private Alignment() {}

  /** One of both, or both. */
  record Pair(Optional<Act> act, Optional<Shown> shown) {}

  static List<Pair> of(List<Act> acts, List<Shown> shown) {
    List<Pair> pairs = new ArrayList<>();
    int begin = 0;
    while (begin < acts.size() && begin < shown.size() && same(acts.get(begin), shown.get(begin))) {
      pairs.add(new Pair(Optional.of(acts.get(begin)), Optional.of(shown.get(begin))));
      begin++;
    }
    pairs.addAll(rest(acts.subList(begin, acts.size()), shown.subList(begin, shown.size())));
    return pairs;
  }

  private static boolean same(Act act, Shown shown) {
    return act.key().equals(shown.key());
  }

  private static List<Pair> rest(List<Act> acts, List<Shown> shown) {
    int[][] longest = new int[acts.size() + 1][shown.size() + 1];
    for (int i = acts.size() - 1; i >= 0; i--) {
      for (int j = shown.size() - 1; j >= 0; j--) {
        int without = Math.max(longest[i + 1][j], longest[i][j + 1]);
        longest[i][j] = same(acts.get(i), shown.get(j)) ? longest[i + 1][j + 1] + 1 : without;
      }
    }
    List<Pair> pairs = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < acts.size() || j < shown.size()) {
      boolean both = i < acts.size() && j < shown.size();
      if (both && same(acts.get(i), shown.get(j))) {
        pairs.add(new Pair(Optional.of(acts.get(i++)), Optional.of(shown.get(j++))));
      } else if (j == shown.size() || (both && longest[i + 1][j] >= longest[i][j + 1])) {
        pairs.add(new Pair(Optional.of(acts.get(i++)), Optional.empty()));
      } else {
        pairs.add(new Pair(Optional.empty(), Optional.of(shown.get(j++))));
      }
    }
    return pairs;
  }
}
