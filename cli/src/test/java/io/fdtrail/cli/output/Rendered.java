package io.fdtrail.cli.output;

import io.fdtrail.doctor.DoctorReport;
import io.fdtrail.event.RawText;
import io.fdtrail.filter.EventFilter;
import io.fdtrail.filter.Filter;
import io.fdtrail.inflight.Snapshot;
import io.fdtrail.leaks.Growing;
import io.fdtrail.leaks.Leak;
import io.fdtrail.os.Errno;
import io.fdtrail.os.TerminalSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** What a renderer wrote, to its output and to the standard error. */
record Rendered(String output, String messages) {
  /** Calls of a renderer. */
  interface Calls {
    void make(Renderer renderer) throws IOException;
  }

  private interface Maker {
    Renderer make(Columns columns, EventOutput output, PrintStream messages);
  }

  static Rendered table(List<String> keys, Calls calls) throws IOException {
    return render(
        (columns, output, messages) ->
            TableRenderer.standard(columns, keys, output, messages, Errno::name),
        calls);
  }

  /** As a terminal of this width gets it, with colours. */
  static String onTerminal(int width, Calls calls) throws IOException {
    StringBuilder shown = new StringBuilder();
    Destination terminal =
        new Destination() {
          @Override
          public boolean isByLine() {
            return true;
          }

          @Override
          public Optional<TerminalSize> size() {
            return Optional.of(new TerminalSize(24, width));
          }

          @Override
          public long write(byte[] lines, int length) {
            shown.append(new String(lines, 0, length, StandardCharsets.US_ASCII));
            return 0;
          }
        };
    calls.make(
        TableRenderer.standard(
            columns(), Columns.TABLE, EventOutput.coloured(terminal), System.err, Errno::name));
    return shown.toString();
  }

  static Rendered chosenTable(List<String> keys, Calls calls) throws IOException {
    return render(
        (columns, output, messages) ->
            TableRenderer.chosen(columns, keys, output, messages, Errno::name),
        calls);
  }

  static Rendered json(Calls calls) throws IOException {
    return render(
        (columns, output, messages) ->
            JsonRenderer.standard(columns, output, () -> Samples.WALL_OFFSET),
        calls);
  }

  static Rendered csv(Calls calls) throws IOException {
    return render(CsvRenderer::new, calls);
  }

  static Rendered chosenJson(List<String> keys, Calls calls) throws IOException {
    return render(
        (columns, output, messages) ->
            JsonRenderer.chosen(columns, keys, output, () -> Samples.WALL_OFFSET),
        calls);
  }

  /**
   * Sums of 15 seconds; ns since boot are those since 1970.
   *
   * @param now the time, which the calls may change
   */
  static Rendered aggregation(long[] now, Calls calls) throws IOException {
    Columns columns = new Columns(bootNs -> bootNs, Errno::name);
    return write(
        (output, messages) ->
            calls.make(
                new Aggregation(
                    JsonRenderer.chosen(columns, List.of(), output, () -> now[0]),
                    bootNs -> bootNs,
                    () -> now[0],
                    Duration.ofSeconds(15))));
  }

  /** All members about the line, and the action. */
  static Rendered ofOrigin(Origin origin, Calls calls) throws IOException {
    Columns columns = new Columns(bootNs -> bootNs + Samples.WALL_OFFSET, Errno::name, origin);
    List<String> keys = List.of("action", "host", "boot_id", "seq", "tracer");
    return write(
        (output, messages) ->
            calls.make(JsonRenderer.chosen(columns, keys, output, () -> Samples.WALL_OFFSET)));
  }

  /** Makes a renderer of lines in the names of a convention. */
  interface OfConvention {
    Renderer make(Columns columns, List<String> keys, EventOutput output, LongSupplier now);
  }

  static Rendered convention(OfConvention convention, Calls calls) throws IOException {
    Origin.Trace trace = new Origin.Trace(RawText.of("db1"), "f57dc9e9", "0.1.0");
    Origin origin = new Origin(() -> trace, new AtomicLong(7)::getAndIncrement);
    Columns columns = new Columns(bootNs -> bootNs + Samples.WALL_OFFSET, Errno::name, origin);
    List<String> keys = columnsOfConventions();
    return write(
        (output, messages) ->
            calls.make(convention.make(columns, keys, output, () -> Samples.WALL_OFFSET)));
  }

  /** All but those that another one contains. */
  private static List<String> columnsOfConventions() {
    return Columns.meanings().keySet().stream().filter(key -> !key.equals("socket")).toList();
  }

  static Rendered trails(boolean asJson, Calls calls) throws IOException {
    EventFilter all = new EventFilter(Filter.ALL, time -> time);
    return render(
        (columns, output, messages) -> {
          Renderer rest = JsonRenderer.standard(columns, output, () -> Samples.WALL_OFFSET);
          return asJson
              ? TrailRenderer.json(rest, columns, output, all)
              : TrailRenderer.table(rest, output, all);
        },
        calls);
  }

  private static Rendered render(Maker maker, Calls calls) throws IOException {
    return write((output, messages) -> calls.make(maker.make(columns(), output, messages)));
  }

  static Columns columns() {
    return new Columns(bootNs -> bootNs + Samples.WALL_OFFSET, Errno::name);
  }

  /** Writes objects with Jackson. */
  interface Objects {
    void write(JsonLine line) throws IOException;
  }

  static Rendered lines(Objects objects) throws IOException {
    return write((output, messages) -> objects.write(new JsonLine(output)));
  }

  static Rendered inflightTable(Snapshot snapshot) throws IOException {
    return write((output, messages) -> new InflightTable(output, messages).show(snapshot));
  }

  static Rendered inflightJson(Snapshot snapshot) throws IOException {
    return write(
        (output, messages) -> new InflightJson(output, Samples.WALL_OFFSET).show(snapshot));
  }

  static Rendered leaksTable(List<Leak> leaks, List<String> gaps) throws IOException {
    return write((output, messages) -> LeaksTable.ofNow(output, messages).show(leaks, 5, gaps));
  }

  static Rendered leaksJson(List<Leak> leaks, List<String> gaps) throws IOException {
    return write(
        (output, messages) ->
            LeaksJson.ofNow(output, () -> Samples.WALL_OFFSET).show(leaks, 5, gaps));
  }

  static Rendered endedTable(List<Leak> leaks, List<String> gaps) throws IOException {
    return write((output, messages) -> LeaksTable.ofEnded(output, messages).show(leaks, 5, gaps));
  }

  static Rendered endedJson(List<Leak> leaks, List<String> gaps) throws IOException {
    return write(
        (output, messages) ->
            LeaksJson.ofEnded(output, () -> Samples.WALL_OFFSET).show(leaks, 5, gaps));
  }

  static Rendered growthTable(List<Growing> rows, List<String> gaps) throws IOException {
    return write(
        (output, messages) -> {
          GrowthTable table = new GrowthTable(output, messages);
          table.show(Duration.ofMillis(10_250), rows, gaps);
          table.show(Duration.ofMillis(20_300), rows.subList(0, 1), gaps);
        });
  }

  static Rendered growthJson(List<Growing> rows, List<String> gaps) throws IOException {
    return write(
        (output, messages) ->
            new GrowthJson(output, () -> Samples.WALL_OFFSET)
                .show(Duration.ofSeconds(10), rows, gaps));
  }

  static Rendered top(List<TopMoment> moments, Optional<TerminalSize> screen) throws IOException {
    return write(
        (output, messages) -> {
          TopTable table = new TopTable(output, Errno::name);
          for (TopMoment moment : moments) {
            table.show(moment, screen);
          }
        });
  }

  static String doctorText(DoctorReport report, boolean verbose) {
    StringWriter text = new StringWriter();
    DoctorText.show(report, verbose, new PrintWriter(text));
    return text.toString();
  }

  static String doctorJson(DoctorReport report, boolean verbose) throws IOException {
    return write((output, messages) -> DoctorJson.show(report, verbose, output)).output();
  }

  private interface Writer {
    void write(EventOutput output, PrintStream messages) throws IOException;
  }

  private static Rendered write(Writer writer) throws IOException {
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    Path file = Files.createTempFile("fdtrail", ".out");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      EventOutput output = EventOutput.of(channel, file);
      writer.write(output, new PrintStream(messages, true, StandardCharsets.UTF_8));
      output.flush();
      return new Rendered(Files.readString(file), messages.toString(StandardCharsets.UTF_8));
    } finally {
      Files.delete(file);
    }
  }
}
