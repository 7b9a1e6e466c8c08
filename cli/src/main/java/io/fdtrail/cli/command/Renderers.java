package io.fdtrail.cli.command;

import io.fdtrail.BootClock;
import io.fdtrail.Tracer;
import io.fdtrail.cli.options.Format;
import io.fdtrail.cli.options.OutputOptions;
import io.fdtrail.cli.output.Aggregation;
import io.fdtrail.cli.output.Columns;
import io.fdtrail.cli.output.CsvRenderer;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.cli.output.JsonRenderer;
import io.fdtrail.cli.output.LeaksJson;
import io.fdtrail.cli.output.LeaksRenderer;
import io.fdtrail.cli.output.LeaksTable;
import io.fdtrail.cli.output.Origin;
import io.fdtrail.cli.output.PerfettoRenderer;
import io.fdtrail.cli.output.Renderer;
import io.fdtrail.cli.output.ReportRenderer;
import io.fdtrail.cli.output.ReportRenderer.About;
import io.fdtrail.cli.output.TableRenderer;
import io.fdtrail.cli.output.TrailRenderer;
import io.fdtrail.cli.replay.Playback;
import io.fdtrail.doctor.BackendLimits;
import io.fdtrail.event.StackEnds;
import io.fdtrail.filter.EventFilter;
import io.fdtrail.filter.Filter;
import io.fdtrail.os.Errno;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Makes what shows the events of one trace, in the form that the user wants. */
final class Renderers {
  private final OutputOptions output;
  private final Purpose purpose;
  private final EventOutput to;
  private final BootClock clock;
  private final EventFilter trails;

  /**
   * @param filter of the trails that are shown
   * @param to where they write
   * @param clock of the events
   */
  Renderers(OutputOptions output, Filter filter, Purpose purpose, EventOutput to, BootClock clock) {
    this.output = output;
    this.purpose = purpose;
    this.to = to;
    this.clock = clock;
    this.trails = new EventFilter(filter, clock);
  }

  /** What shows the rows of a trace that runs here. */
  Renderer rows() {
    return rows(
        () -> Origin.here(Path.of("/proc"), output.host(), Version.number(), clock.now() / 1000),
        purpose.report());
  }

  /** What shows the rows of a trace of the past. */
  Renderer rows(Playback past) throws IOException {
    if (purpose.ends().isPresent()) {
      return heldAtEnd(past);
    }
    return rows(
        () ->
            output.sums().isPresent()
                ? past.origin().numberedFrom(past.firstNumber())
                : past.origin(),
        purpose.report().map(about -> about.ofPast(past.facts())));
  }

  /**
   * @param origin of each line; asked only if lines report it
   * @param page what a page says of the trace; empty: the rows are no page
   */
  private Renderer rows(Supplier<Origin> origin, Optional<About> page) {
    List<String> fields = fields();
    List<String> ofLine = Columns.ofLine(fields);
    Columns columns =
        new Columns(clock, Errno::name, ofLine.isEmpty() ? Origin.UNKNOWN : origin.get());
    if (page.isPresent()) {
      return ReportRenderer.ofCommand(columns, clock, to, page.get());
    }
    if (output.sums().isPresent()) {
      return new Aggregation(objects(columns, ofLine), clock, this::now, output.sums().get());
    }
    if (output.isConvention()) {
      return objects(columns, fields);
    }
    return switch (output.format()) {
      case JSON -> json(columns, fields);
      case PERFETTO -> new PerfettoRenderer(to, clock, clock::now, System.err);
      case CSV -> new CsvRenderer(columns, to, System.err);
      default -> table(columns, fields);
    };
  }

  private Renderer json(Columns columns, List<String> fields) {
    if (output.trail()) {
      Renderer rest = JsonRenderer.standard(columns, to, this::now);
      return TrailRenderer.json(rest, columns, to, trails);
    }
    return fields.isEmpty()
        ? JsonRenderer.standard(columns, to, this::now)
        : JsonRenderer.chosen(columns, fields, to, this::now);
  }

  private Renderer table(Columns columns, List<String> fields) {
    if (!fields.isEmpty()) {
      return TableRenderer.chosen(columns, fields, to, System.err, Errno::name);
    }
    if (output.trail()) {
      Renderer rest = TableRenderer.standard(columns, Columns.TABLE, to, System.err, Errno::name);
      return TrailRenderer.table(rest, to, trails);
    }
    List<String> standard = output.timed() ? Columns.TIMED_TABLE : Columns.TABLE;
    return TableRenderer.standard(columns, standard, to, System.err, Errno::name);
  }

  private JsonRenderer objects(Columns columns, List<String> fields) {
    return switch (output.format()) {
      case ECS -> JsonRenderer.ecs(columns, fields, to, this::now);
      case OTEL -> JsonRenderer.otel(columns, fields, to, this::now);
      default -> JsonRenderer.chosen(columns, fields, to, this::now);
    };
  }

  private long now() {
    return clock.applyAsLong(clock.now());
  }

  /** What takes the place of all rows, if only the ends of processes are shown. */
  Optional<HeldAtEnd> heldAtEnd(Tracer tracer) {
    return purpose
        .ends()
        .map(
            ends ->
                new HeldAtEnd(
                    leaks(),
                    Optional.of(tracer.backend()),
                    BackendLimits.unseen(tracer.backend(), tracer.attached()),
                    true,
                    ends.errorStatus()));
  }

  private Renderer heldAtEnd(Playback past) throws IOException {
    boolean hasEnds = RecordedLimits.hasEnds(past.facts());
    return new HeldAtEnd(
        hasEnds ? leaks() : received(),
        past.backend(),
        RecordedLimits.unseen(past.facts()),
        hasEnds,
        OptionalInt.empty());
  }

  private LeaksRenderer received() {
    return output.format() == Format.JSON
        ? LeaksJson.ofReceived(to, this::now)
        : LeaksTable.ofReceived(to, System.err);
  }

  private LeaksRenderer leaks() {
    return output.format() == Format.JSON
        ? LeaksJson.ofEnded(to, this::now)
        : LeaksTable.ofEnded(to, System.err);
  }

  /** What looks at the rows on their way to a renderer, if one may fail a build. */
  Optional<FailingRows> failingRows(Renderer renderer) {
    List<EventFilter> exceptions =
        purpose.exceptions().stream().map(filter -> new EventFilter(filter, clock)).toList();
    return purpose
        .fail()
        .map(
            options ->
                new FailingRows(renderer, new Columns(clock, Errno::name), options, exceptions));
  }

  /** A process has ended: trails of a later one with its number are not wanted. */
  void ended(int pid, long bootNs) {
    trails.ended(pid, bootNs);
  }

  private List<String> fields() {
    List<String> fields = new ArrayList<>(output.fields());
    if (fields.isEmpty()) {
      return fields;
    }
    if (output.timed() && !fields.contains("elapsed_s")) {
      fields.add(0, "elapsed_s");
    }
    // a table has the stack under the row
    boolean isMember = output.stacks() != StackEnds.NONE && output.format() == Format.JSON;
    if (isMember && !fields.contains("stack")) {
      fields.add("stack");
    }
    return fields;
  }
}
