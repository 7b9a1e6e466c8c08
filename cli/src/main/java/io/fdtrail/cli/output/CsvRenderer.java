package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import io.fdtrail.filter.Filter;
import io.fdtrail.filter.FilterField;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Stream;

/**
 * Comma-separated values: a header, and a row for each event, always with the same cells. What was
 * lost, and the summary, go to the standard error.
 */
public final class CsvRenderer implements Renderer {
  /** Of the header, in all versions. */
  public static final String BEGINNING = "time,boot_ns,action,";

  private static final String STACK = "stack"; // no recording has any

  /** The fields of which an expression can ask. */
  private static final List<String> FIELDS =
      Filter.vocabulary().stream().map(FilterField::key).toList();

  private final List<Column> columns;
  private final CsvRow row = new CsvRow(names());
  private final EventOutput output;
  private final PrintStream messages;

  public CsvRenderer(Columns columns, EventOutput output, PrintStream messages) {
    this.columns = columns.json().stream().filter(column -> !column.key().equals(STACK)).toList();
    this.output = output;
    this.messages = messages;
  }

  /** What the header names. */
  static List<String> names() {
    return fields().flatMap(CsvRenderer::withoutObjects).toList();
  }

  private static Stream<String> fields() {
    return Columns.jsonFields().stream().filter(name -> !name.equals(STACK));
  }

  /** The sender's members are in the order of the same fields of the process that acted. */
  private static Stream<String> withoutObjects(String name) {
    if (name.equals("sender")) {
      return fields()
          .map(field -> name + "." + field)
          .filter(FIELDS::contains)
          .flatMap(CsvRenderer::withoutObjects);
    }
    if (name.endsWith("container")) {
      return FIELDS.stream().filter(field -> field.startsWith(name + "."));
    }
    return Stream.of(name);
  }

  @Override
  public void begin() throws IOException {
    output.line().put(String.join(",", names()));
    output.endLine();
  }

  @Override
  public boolean event(FdEvent event) throws IOException {
    for (Column column : columns) {
      column.member(event, row);
    }
    row.endTo(output.line());
    output.endLine();
    return true;
  }

  @Override
  public void lost(String reason, String advice, long count, long total) throws IOException {
    output.flush();
    messages.println(Summary.loss(reason, advice, count));
  }

  @Override
  public void summary(Totals totals, String backend) throws IOException {
    output.flush();
    messages.println(Summary.text(totals));
  }
}
