package io.fdtrail.cli.command;

import io.fdtrail.cli.options.Choice;
import io.fdtrail.cli.options.FilterOptions;
import io.fdtrail.event.Boundary;
import io.fdtrail.event.FileKind;
import io.fdtrail.filter.Filter;
import io.fdtrail.filter.FilterSyntaxException;
import io.fdtrail.os.SystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The options that choose events, as the expressions that they stand for (docs/filters.md). */
final class ShortForms {
  /** How a word of an option becomes a term. */
  private interface Form {
    String of(String word) throws Nonsense, SystemException;
  }

  private final List<String> terms = new ArrayList<>();

  private ShortForms() {}

  /** All that the options say, in one expression language. */
  static Filter filter(FilterOptions options)
      throws Nonsense, SystemException, FilterSyntaxException {
    Filter filter = options.withPeer() ? Filter.ALL.withPeer() : Filter.ALL;
    for (String term : of(options)) {
      filter = filter.and(Filter.ofAnyLength(term));
    }
    for (String expression : options.expressions()) {
      filter = filter.and(Filter.of(expression));
    }
    return filter;
  }

  /** What all must be true of a wanted event. */
  static List<String> of(FilterOptions options) throws Nonsense, SystemException {
    ShortForms forms = new ShortForms();
    forms.list("pid", options.pids(), word -> word);
    forms.list("tid", options.tids(), word -> word);
    forms.each(options.names(), ShortForms::name);
    forms.each(options.ancestors(), regex -> "ancestors" + matches("--ancestor", regex));
    forms.list("uid", options.users(), user -> Integer.toUnsignedString(Users.uid(user)));
    forms.each(options.containers(), id -> "container.id =* " + glob(id) + "*\"");
    forms.each(options.units(), ShortForms::unit);
    forms.list("action", options.actions(), word -> word);
    forms.list("crosses", options.boundaries(), word -> Boundary.valueOf(word).word());
    forms.kinds(options.kinds());
    forms.each(options.paths(), ShortForms::path);
    if (options.failedOnly()) {
      forms.terms.add("(action in [FAIL, DROP] or errno and action in [GRAB, INJECT, PIDFD])");
    }
    if (options.inheritableOnly()) {
      forms.terms.add("fd_flags == none");
    }
    return forms.terms;
  }

  private static String name(String regex) throws Nonsense {
    return anyOf(List.of("comm", "process", "exe.name"), matches("-n", regex));
  }

  private static String matches(String option, String regex) throws Nonsense {
    try {
      Filter.requireRegex(regex);
    } catch (FilterSyntaxException e) {
      throw new Nonsense(
          option
              + ": '"
              + regex
              + "' is not a regular expression: "
              + e.getMessage()
              + " at position "
              + (e.position() + 1));
    }
    return " ~ " + Filter.quotedPattern(regex);
  }

  /** The kernel adds that to the names of files that are unlinked or never had a path. */
  private static String path(String glob) {
    String quoted = Filter.quotedPattern(glob);
    String deleted = Filter.quotedPattern(glob + " (deleted)");
    return "(name =* " + quoted + " or name =* " + deleted + ")";
  }

  private static String unit(String glob) {
    return anyOf(List.of("unit", "user_unit"), " =* " + Filter.quotedPattern(glob));
  }

  /** Whether a comparison is true of any of the fields. */
  private static String anyOf(List<String> fields, String comparison) {
    return fields.stream()
        .map(field -> field + comparison)
        .collect(Collectors.joining(" or ", "(", ")"));
  }

  /** A text as a glob, and a quote before it. */
  private static String glob(String text) {
    return "\"" + text.replaceAll("[\\\\\"*?\\[]", "\\\\$0");
  }

  private void list(String field, Choice choice, Form form) throws Nonsense, SystemException {
    if (!choice.wanted().isEmpty()) {
      terms.add(field + among(choice.wanted(), form));
    }
    if (!choice.unwanted().isEmpty()) {
      terms.add("not " + field + among(choice.unwanted(), form));
    }
  }

  private static String among(List<String> words, Form form) throws Nonsense, SystemException {
    List<String> values = new ArrayList<>();
    for (String word : words) {
      values.add(form.of(word));
    }
    return values.size() == 1 ? " == " + values.get(0) : " in [" + String.join(", ", values) + "]";
  }

  private void each(Choice choice, Form form) throws Nonsense, SystemException {
    List<String> wanted = new ArrayList<>();
    for (String word : choice.wanted()) {
      wanted.add(form.of(word));
    }
    addOneOf(wanted);
    for (String word : choice.unwanted()) {
      terms.add("not " + form.of(word));
    }
  }

  private void addOneOf(List<String> wanted) {
    if (wanted.size() == 1) {
      terms.add(wanted.get(0));
    } else if (!wanted.isEmpty()) {
      terms.add("(" + String.join(" or ", wanted) + ")");
    }
  }

  /** A family is a glob. */
  private void kinds(Choice choice) {
    addOneOf(kinds(choice.wanted()));
    kinds(choice.unwanted()).forEach(term -> terms.add("not " + term));
  }

  private static List<String> kinds(List<String> words) {
    List<String> kinds = new ArrayList<>();
    List<String> whole = new ArrayList<>();
    for (String word : words) {
      String family = word.endsWith(":") ? word.substring(0, word.length() - 1) : word;
      if (FileKind.FAMILIES.contains(family)) {
        kinds.add("kind =* " + family + ":*");
      } else {
        whole.add(word.matches("[a-z:_]+") ? word : Filter.quoted(word));
      }
    }
    if (whole.size() == 1) {
      kinds.add(0, "kind == " + whole.get(0));
    } else if (!whole.isEmpty()) {
      kinds.add(0, whole.stream().collect(Collectors.joining(", ", "kind in [", "]")));
    }
    return kinds;
  }
}
