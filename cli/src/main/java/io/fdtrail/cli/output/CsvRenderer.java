package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
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
  private static final List<String> CONTAINER = List.of("runtime", "id", "pod");
  private static final List<String> SENDER =
      List.of(
          "pid",
          "tid",
          "comm",
          "process",
          "exe",
          "ppid",
          "uid",
          "container",
          "container_name",
          "image",
          "pod_name",
          "pod_namespace",
          "unit",
          "user_unit",
          "slice",
          "fd");

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
    return Columns.jsonFields().stream()
        .filter(name -> !name.equals(STACK))
        .flatMap(CsvRenderer::flat)
        .toList();
  }

  private static Stream<String> flat(String name) {
    String member = name.substring(name.lastIndexOf('.') + 1);
    return switch (member) {
      case "container" -> CONTAINER.stream().map(part -> name + "." + part);
      case "sender" -> SENDER.stream().map(part -> name + "." + part).flatMap(CsvRenderer::flat);
      default -> Stream.of(name);
    };
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
