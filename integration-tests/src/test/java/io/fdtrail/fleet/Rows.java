package io.fdtrail.fleet;

import io.fdtrail.fleet.Tally.Group;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The rows of an answer, as far as a question asks for them. */
final class Rows {
  private static final int MOST = 20;

  private Rows() {}

  /** A row for each group: its key, then the values. */
  static Stream<List<Object>> of(Tally tally, Function<Group, List<Object>> values) {
    return tally
        .entries()
        .map(
            each -> {
              List<Object> row = new ArrayList<>(each.key());
              row.addAll(values.apply(each.group()));
              return row;
            });
  }

  static List<List<Object>> of(
      Tally tally, List<Integer> order, Function<Group, List<Object>> values) {
    return top(of(tally, values), order);
  }

  /**
   * The first rows.
   *
   * @param order the columns, {@code ~column} if the highest comes first
   */
  static List<List<Object>> top(Stream<List<Object>> rows, List<Integer> order) {
    Comparator<List<Object>> comparator =
        order.stream().map(Rows::by).reduce(Comparator::thenComparing).orElseThrow();
    return rows.sorted(comparator).limit(MOST).toList();
  }

  private static Comparator<List<Object>> by(int column) {
    return column < 0
        ? by(~column).reversed()
        : Comparator.comparing(row -> value(row.get(column)));
  }

  @SuppressWarnings("unchecked") // all values of a column are of one class
  private static Comparable<Object> value(Object value) {
    return (Comparable<Object>) value;
  }
}
