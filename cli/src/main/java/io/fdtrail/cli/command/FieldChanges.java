package io.fdtrail.cli.command;

import io.fdtrail.cli.options.OutputOptions;
import io.fdtrail.cli.output.Columns;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code --fields +uid,-socket}: changes what is shown without {@code --fields}. */
final class FieldChanges {
  private FieldChanges() {}

  /**
   * The same with the fields that the changes lead to, if there are changes.
   *
   * @throws Nonsense if a field is unknown, or comes twice
   */
  static OutputOptions apply(OutputOptions output) throws Nonsense {
    if (output.fields().stream().noneMatch(FieldChanges::isChange)) {
      return checked(withNeeded(output, output.fields()));
    }
    List<String> fields = new ArrayList<>(changed(output));
    for (String change : output.fields()) {
      String field = change.substring(1);
      if (change.startsWith("+")) {
        fields.add(field);
      } else if (change.startsWith("-") && !fields.remove(field)) {
        requireKnown(field); // not shown by this format, but perhaps by another
      }
    }
    if (fields.isEmpty()) {
      throw new Nonsense("--fields removes all fields");
    }
    return checked(withNeeded(output, fields));
  }

  /** No JSON object has a key twice. */
  private static OutputOptions checked(OutputOptions output) throws Nonsense {
    Set<String> keys = new HashSet<>();
    for (String field : output.fields()) {
      requireKnown(field);
      for (String key : output.isJson() ? Columns.jsonKeys(field) : List.of(field)) {
        if (!keys.add(key)) {
          throw new Nonsense("--fields names '" + key + "' twice");
        }
      }
    }
    return output;
  }

  private static void requireKnown(String field) throws Nonsense {
    Set<String> known = Columns.meanings().keySet();
    if (!known.contains(field)) {
      throw new Nonsense("no field '" + field + "'; there are: " + String.join(" ", known));
    }
  }

  /** With those that a line of the format always has. */
  private static OutputOptions withNeeded(OutputOptions output, List<String> chosen) {
    List<String> fields = new ArrayList<>(chosen);
    if (output.isConvention()) {
      fields.addAll(chosen.isEmpty() ? Columns.jsonFields() : List.of());
      fields.removeAll(Columns.OF_CONVENTIONS);
      fields.addAll(Columns.OF_CONVENTIONS);
    }
    return output.with(fields);
  }

  /** The fields that the user wants to see, whatever else is shown. */
  static List<String> wanted(OutputOptions given) {
    return given.fields().stream()
        .filter(field -> !field.startsWith("-"))
        .map(field -> field.startsWith("+") ? field.substring(1) : field)
        .toList();
  }

  /** What is changed: the fields without a sign, or what is shown without {@code --fields}. */
  private static List<String> changed(OutputOptions output) {
    List<String> named = output.fields().stream().filter(field -> !isChange(field)).toList();
    return named.isEmpty() ? standard(output) : named;
  }

  private static boolean isChange(String field) {
    return field.startsWith("+") || field.startsWith("-");
  }

  private static List<String> standard(OutputOptions output) {
    if (output.isJson()) {
      return Columns.jsonFields();
    }
    return output.timed() ? Columns.TIMED_TABLE : Columns.TABLE;
  }
}
