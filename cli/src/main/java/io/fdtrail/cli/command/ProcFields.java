package io.fdtrail.cli.command;

import io.fdtrail.cli.output.Columns;
import io.fdtrail.filter.Filter;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The fields that fdtrail looks up in {@code /proc} and the cgroups only if they are wanted.
 *
 * @param shown by {@code --fields}
 * @param asked by an expression
 */
record ProcFields(List<String> shown, List<String> asked) {
  private static final List<String> ALL =
      Stream.of(
              Columns.ofCgroup().stream(),
              Columns.ofCgroup().stream().map(field -> "sender." + field),
              Stream.of("crosses"))
          .flatMap(Function.identity())
          .toList();

  static ProcFields of(List<String> shown, Filter filter) {
    return new ProcFields(ALL.stream().filter(shown::contains).toList(), askedBy(List.of(filter)));
  }

  static List<String> askedBy(List<Filter> filters) {
    return ALL.stream()
        .filter(field -> filters.stream().anyMatch(filter -> filter.asksFor(field)))
        .toList();
  }
}
