package io.fdtrail.filter;

import io.fdtrail.event.Action;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the kernel side can decide of a filter, so that it does not report the acts that the filter
 * drops: terms that name processes, users, cgroups or actions. It may report others nevertheless:
 * the filter applies to what it reports.
 *
 * @param pids acting processes; empty: all
 * @param uids their users; empty: all
 * @param cgroupIds their cgroups; empty: all
 * @param actions what happened; never empty
 * @param terms that the kernel side decides, as an expression; empty: none
 * @param rest that only the filter decides, as an expression; empty: none
 */
public record KernelChoice(
    Set<Integer> pids,
    Set<Integer> uids,
    Set<Long> cgroupIds,
    Set<Action> actions,
    String terms,
    String rest) {
  /** Numbers that the kernel side has room for, of all kinds together. */
  static final int MOST = 1024;

  /**
   * Of the terms of a filter.
   *
   * @param withPeer whether it also wants what the other end does: then it must see all
   */
  static KernelChoice of(List<Parser.Term> terms, boolean withPeer) {
    Builder builder = new Builder();
    for (Parser.Term term : terms) {
      boolean isTaken = !withPeer && builder.take(term.expression());
      (isTaken ? builder.taken : builder.rest).add(term.text());
    }
    return builder.build();
  }

  /** {@return whether it leaves anything out} */
  public boolean isThere() {
    return !terms.isEmpty();
  }

  /** {@return the same filter, if the kernel side reports all that happens} */
  public KernelChoice none() {
    String all =
        Stream.of(terms, rest).filter(part -> !part.isEmpty()).collect(Collectors.joining(" and "));
    return new KernelChoice(Set.of(), Set.of(), Set.of(), EnumSet.allOf(Action.class), "", all);
  }

  private static final class Builder {
    private final Set<Long> pids = new LinkedHashSet<>();
    private final Set<Long> uids = new LinkedHashSet<>();
    private final Set<Long> cgroupIds = new LinkedHashSet<>();
    private final Set<Action> actions = EnumSet.allOf(Action.class);
    private final List<String> taken = new ArrayList<>();
    private final List<String> rest = new ArrayList<>();

    /** Takes a term if it is one that the kernel side can decide. */
    boolean take(Expression expression) {
      if (expression instanceof Expression.Word word && word.field().key().equals("action")) {
        return takeActions(word);
      }
      return expression instanceof Expression.Number number
          && number.isOne()
          && takeNumbers(number.field().key(), number.numbers());
    }

    private boolean takeActions(Expression.Word word) {
      Set<Action> left =
          actions.stream()
              .filter(action -> word.texts().contains(Text.of(action.name())) == word.isOne())
              .collect(Collectors.toCollection(() -> EnumSet.noneOf(Action.class)));
      if (left.isEmpty()) {
        return false;
      }
      actions.retainAll(left);
      return true;
    }

    private boolean takeNumbers(String field, long[] numbers) {
      Set<Long> to = numbersOf(field);
      boolean fits = pids.size() + uids.size() + cgroupIds.size() + numbers.length <= MOST;
      if (to == null || !to.isEmpty() || !fits || !isKnown(field, numbers)) {
        return false;
      }
      Arrays.stream(numbers).forEach(to::add);
      return true;
    }

    private Set<Long> numbersOf(String field) {
      return switch (field) {
        case "pid" -> pids;
        case "uid" -> uids;
        case "cgroup_id" -> cgroupIds;
        default -> null;
      };
    }

    /** Numbers of processes and users have 32 bits there; others can be left to the filter. */
    private static boolean isKnown(String field, long[] numbers) {
      return field.equals("cgroup_id")
          || Arrays.stream(numbers).allMatch(number -> number >>> Integer.SIZE == 0);
    }

    KernelChoice build() {
      return new KernelChoice(
          ints(pids),
          ints(uids),
          Set.copyOf(cgroupIds),
          Set.copyOf(actions),
          String.join(" and ", taken),
          String.join(" and ", rest));
    }

    private static Set<Integer> ints(Set<Long> numbers) {
      return numbers.stream().map(Long::intValue).collect(Collectors.toUnmodifiableSet());
    }
  }
}
