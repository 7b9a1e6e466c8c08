package io.fdtrail.filter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which events are wanted: an expression of {@code -F} (docs/filters.md). Terms that depend only on
 * the process that acted choose processes; {@link #withPeer} is about those.
 */
public final class Filter {
  /** Every event. */
  public static final Filter ALL = new Filter(List.of(), false, false);

  /** No command line can give a longer one, and it takes milliseconds to read. */
  private static final int LONGEST = 1 << 16;

  private static final int MOST_PIDS = 1 << 20;

  private final List<Parser.Term> terms;
  private final boolean followedOnly;
  private final boolean withPeer;

  private Filter(List<Parser.Term> terms, boolean followedOnly, boolean withPeer) {
    this.terms = terms;
    this.followedOnly = followedOnly;
    this.withPeer = withPeer;
  }

  /**
   * The events for which an expression is true.
   *
   * @param expression in the language of {@code -F}, up to 64 KiB
   * @return the filter
   * @throws FilterSyntaxException if it means nothing
   */
  public static Filter of(String expression) throws FilterSyntaxException {
    if (expression.length() >= LONGEST) {
      throw new FilterSyntaxException(
          "an expression has fewer than " + LONGEST + " characters", expression, LONGEST - 1);
    }
    return ofAnyLength(expression);
  }

  /**
   * As {@link #of}, for an expression that a program made, such as a long list.
   *
   * @param expression in the language of {@code -F}
   * @return the filter
   * @throws FilterSyntaxException if it means nothing
   */
  public static Filter ofAnyLength(String expression) throws FilterSyntaxException {
    return new Filter(List.copyOf(Parser.terms(expression)), false, false);
  }

  /**
   * Whether a regular expression can be looked for.
   *
   * @param pattern without quotes
   * @throws FilterSyntaxException if not; its position is that in the pattern
   */
  public static void requireRegex(String pattern) throws FilterSyntaxException {
    try {
      Program.of(PatternParser.regex(pattern));
    } catch (PatternException e) {
      throw new FilterSyntaxException(e.getMessage(), pattern, e.position());
    }
  }

  /**
   * {@return a text as it is written in an expression, in quotes}
   *
   * @param text of any characters
   */
  public static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character == '"' || character == '\\') {
        quoted.append('\\');
      }
      quoted.append(character);
    }
    return quoted.append('"').toString();
  }

  /**
   * {@return a pattern as it is written in an expression} Only its quotes are escaped.
   *
   * @param pattern of a regular expression or with {@code *}
   */
  public static String quotedPattern(String pattern) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < pattern.length(); i++) {
      char character = pattern.charAt(i);
      if (character == '\\' && i + 1 < pattern.length()) {
        quoted.append(character).append(pattern.charAt(++i));
      } else {
        quoted.append(character == '"' ? "\\\"" : character);
      }
    }
    return quoted.append('"').toString();
  }

  /**
   * {@return the events that both want}
   *
   * @param other the other one
   */
  public Filter and(Filter other) {
    return new Filter(
        Stream.concat(terms.stream(), other.terms.stream()).toList(),
        followedOnly || other.followedOnly,
        withPeer || other.withPeer);
  }

  /** {@return the same events, but only of the traced command and its descendants} */
  public Filter ofFollowed() {
    return new Filter(terms, true, withPeer);
  }

  /**
   * {@return the same events, and what the other end does with the descriptors of a chosen process}
   */
  public Filter withPeer() {
    return new Filter(terms, followedOnly, true);
  }

  /** {@return whether it chooses processes, and not only acts} */
  public boolean choosesProcesses() {
    return followedOnly || terms.stream().anyMatch(Filter::isOfProcess);
  }

  /** {@return the processes that alone are wanted, by their numbers; empty if others are, too} */
  public Set<Integer> pids() {
    Set<Integer> pids = new LinkedHashSet<>();
    boolean isFirst = true;
    for (Parser.Term term : terms) {
      if (term.expression() instanceof Expression.Number number
          && number.field().key().equals("pid")
          && number.isOne()) {
        Set<Integer> these =
            Arrays.stream(number.numbers())
                .filter(pid -> pid > 0 && pid <= Integer.MAX_VALUE)
                .limit(MOST_PIDS)
                .mapToObj(pid -> (int) pid)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (isFirst) {
          pids.addAll(these);
        } else {
          pids.retainAll(these);
        }
        isFirst = false;
      }
    }
    return pids;
  }

  /** {@return what the kernel side can decide of it} */
  public KernelChoice kernelChoice() {
    return KernelChoice.of(terms, withPeer);
  }

  /** {@return all fields of the expressions} */
  public static List<FilterField> vocabulary() {
    return Fields.vocabulary();
  }

  /** {@return the fields that it asks for} */
  public Set<String> fields() {
    Set<String> fields = new LinkedHashSet<>();
    terms.forEach(term -> Expression.fields(term.expression(), field -> fields.add(field.key())));
    return fields;
  }

  /**
   * {@return whether it asks for a field, or for a part of it}
   *
   * @param field by its name
   */
  public boolean asksFor(String field) {
    return fields().stream().anyMatch(each -> (each + ".").startsWith(field + "."));
  }

  /**
   * The terms that all are true of a wanted event, as an expression; empty: any event is wanted.
   */
  @Override
  public String toString() {
    return terms.stream().map(Parser.Term::text).collect(Collectors.joining(" and "));
  }

  boolean isFollowedOnly() {
    return followedOnly;
  }

  boolean isWithPeer() {
    return withPeer;
  }

  private static boolean isOfProcess(Parser.Term term) {
    boolean[] isOfProcess = {true};
    Expression.fields(term.expression(), field -> isOfProcess[0] &= field.isOfProcess());
    return isOfProcess[0];
  }

  /** What is asked of the process that acted. */
  private Expression ofProcess() {
    return new Expression.All(
        terms.stream().filter(Filter::isOfProcess).map(Parser.Term::expression).toList());
  }

  /**
   * @param wallClock ns since boot to ns since 1970
   */
  EventTest process(LongUnaryOperator wallClock) {
    return new Compiler(wallClock).test(ofProcess());
  }

  /** The same of the sender; empty if more is asked than is known of senders. */
  Optional<EventTest> sender(LongUnaryOperator wallClock) {
    Expression expression = ofProcess();
    boolean[] isKnown = {true};
    Expression.fields(expression, field -> isKnown[0] &= field.ofSender().isPresent());
    return isKnown[0]
        ? Optional.of(new Compiler(wallClock).ofSender(expression))
        : Optional.empty();
  }

  /**
   * What is asked of the act.
   *
   * @param wallClock ns since boot to ns since 1970
   */
  EventTest act(LongUnaryOperator wallClock) {
    List<Expression> acts = new ArrayList<>();
    for (Parser.Term term : terms) {
      if (!isOfProcess(term)) {
        acts.add(term.expression());
      }
    }
    return new Compiler(wallClock).test(new Expression.All(acts));
  }
}
