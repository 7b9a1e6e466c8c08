package io.fdtrail.cli.command;

import io.fdtrail.cli.options.OutputOptions;
import io.fdtrail.cli.options.OutputOptions.Format;
import io.fdtrail.cli.output.Columns;
import java.util.ArrayList;
import java.util.List;

/** {@code --fields +uid,-socket}: changes what is shown without {@code --fields}. */
final class FieldChanges {
  private FieldChanges() {}

  /** The same with the fields that the changes lead to, if there are changes. */
  static OutputOptions apply(OutputOptions output) throws Nonsense {
    long changes = output.fields().stream().filter(FieldChanges::isChange).count();
    if (changes == 0) {
      return output;
    }
    if (changes < output.fields().size()) {
      throw new Nonsense("--fields adds and takes away with + and -, or names all fields without");
    }
    List<String> fields = new ArrayList<>(standard(output));
    for (String change : output.fields()) {
      String field = change.substring(1);
      if (change.startsWith("+")) {
        fields.add(field);
      } else if (!fields.remove(field)) {
        throw new Nonsense("--fields takes '" + field + "' away, which is not shown");
      }
    }
    if (fields.isEmpty()) {
      throw new Nonsense("--fields takes all fields away");
    }
    return new OutputOptions(output.format(), output.timed(), output.trail(), fields);
  }

  private static boolean isChange(String field) {
    return field.startsWith("+") || field.startsWith("-");
  }

  private static List<String> standard(OutputOptions output) {
    if (output.format() == Format.JSON) {
      return Columns.jsonFields();
    }
    return output.timed() ? Columns.TIMED_TABLE : Columns.TABLE;
  }
}
