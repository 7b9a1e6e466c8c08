package io.fdtrail.cli.command;

import io.fdtrail.BootClock;
import io.fdtrail.TraceOptions;
import io.fdtrail.Tracer;
import io.fdtrail.cli.container.RuntimeFiles;
import io.fdtrail.cli.options.FailOn;
import io.fdtrail.cli.options.FailOptions;
import io.fdtrail.cli.options.FilterOptions;
import io.fdtrail.cli.options.MetricsOptions;
import io.fdtrail.cli.options.OutputOptions;
import io.fdtrail.cli.options.OutputOptions.Format;
import io.fdtrail.cli.options.RateLimit;
import io.fdtrail.cli.options.RunOptions;
import io.fdtrail.cli.output.Aggregation;
import io.fdtrail.cli.output.Columns;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.cli.output.JsonRenderer;
import io.fdtrail.cli.output.LeaksJson;
import io.fdtrail.cli.output.LeaksTable;
import io.fdtrail.cli.output.Origin;
import io.fdtrail.cli.output.Renderer;
import io.fdtrail.cli.output.ReportRenderer;
import io.fdtrail.cli.output.TableRenderer;
import io.fdtrail.cli.output.TrailRenderer;
import io.fdtrail.doctor.BackendLimits;
import io.fdtrail.event.ContainerNames;
import io.fdtrail.event.StackEnds;
import io.fdtrail.filter.EventFilter;
import io.fdtrail.filter.Filter;
import io.fdtrail.filter.FilterSyntaxException;
import io.fdtrail.kernel.Backend;
import io.fdtrail.os.Errno;
import io.fdtrail.os.SystemException;
import io.fdtrail.resolve.Containers;
import io.fdtrail.resolve.ProcFs;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** What the user asks for, in the terms of the agent and the renderers. */
final class TraceRequest {
  /** What the kernel side tells only if somebody asks. */
  private static final List<String> ON_DEMAND = List.of("cmdline", "ancestors");

  private final FilterOptions options;
  private final Filter filter;
  private final Optional<Backend> backend;
  private final OutputOptions output;
  private final RunOptions run;
  private final Optional<Failing> failing;
  private final Optional<AtEnd> atEnd;
  private boolean records;
  private Optional<EventFilter> ofTrails = Optional.empty();
  private Optional<ReportRenderer.About> report = Optional.empty();

  private TraceRequest(
      FilterOptions options,
      Filter filter,
      Optional<Backend> backend,
      OutputOptions output,
      RunOptions run,
      Optional<Failing> failing,
      Optional<AtEnd> atEnd) {
    this.options = options;
    this.filter = filter;
    this.backend = backend;
    this.output = output;
    this.run = run;
    this.failing = failing;
    this.atEnd = atEnd;
  }

  private record AtEnd(OptionalInt errorStatus) {}

  private record Failing(FailOptions options, List<Filter> exceptions) {}

  static TraceRequest of(FilterOptions options, OutputOptions given, RunOptions run)
      throws Nonsense, SystemException, FilterSyntaxException {
    OutputOptions output = FieldChanges.apply(given);
    checkFields(output);
    Filter filter = filter(options);
    Contradictions.refuse(
        options,
        output,
        run,
        ProcFields.of(FieldChanges.wanted(given), filter),
        filter.asksFor("stack"));
    Optional<Backend> backend = Optional.empty();
    if (run.backend().isPresent()) {
      backend = Optional.of(backend(run.backend().get()));
    }
    return new TraceRequest(
        options, filter, backend, output, run, Optional.empty(), Optional.empty());
  }

  /** The same, of a command that fails a build. */
  TraceRequest failing(FailOptions fail, List<Filter> exceptions) throws Nonsense {
    Contradictions.refuseFailing(
        fail.reasons(), options, output, run, ProcFields.askedBy(exceptions));
    Failing fails = new Failing(fail, exceptions);
    return new TraceRequest(options, filter, backend, output, run, Optional.of(fails), atEnd);
  }

  /**
   * The same, of a command whose processes are asked only what they have when they end.
   *
   * @param errorStatus the exit status if there is any
   */
  TraceRequest atEnd(OptionalInt errorStatus) {
    AtEnd ends = new AtEnd(errorStatus);
    return new TraceRequest(options, filter, backend, output, run, failing, Optional.of(ends));
  }

  /** Makes a page of all rows at the end. */
  void report(ReportRenderer.About about) {
    report = Optional.of(about);
  }

  /**
   * The same, of a trace that is recorded: whoever reads the recording may ask for anything.
   *
   * @param shows whether rows are shown, too
   */
  TraceRequest recorded(boolean shows) throws Nonsense {
    Contradictions.refuseRecording(shows, !filter.equals(Filter.ALL), output, run);
    TraceRequest recorded = new TraceRequest(options, filter, backend, output, run, failing, atEnd);
    recorded.records = true;
    return recorded;
  }

  /** No JSON object has a key twice. */
  private static void checkFields(OutputOptions output) throws Nonsense {
    if (output.fields().isEmpty()) {
      return;
    }
    Set<String> known = Columns.meanings().keySet();
    Set<String> keys = new HashSet<>();
    for (String field : output.fields()) {
      if (!known.contains(field)) {
        throw new Nonsense("no field '" + field + "'; there are: " + String.join(" ", known));
      }
      for (String key : output.isJson() ? Columns.jsonKeys(field) : List.of(field)) {
        if (!keys.add(key)) {
          throw new Nonsense("--fields names '" + key + "' twice");
        }
      }
    }
  }

  private static Backend backend(String word) throws Nonsense {
    for (Backend backend : Backend.values()) {
      if (backend.word().equals(word)) {
        return backend;
      }
    }
    String known =
        Arrays.stream(Backend.values()).map(Backend::word).collect(Collectors.joining(" "));
    throw new Nonsense("no backend '" + word + "'; there are: " + known);
  }

  /** All that the options say, in one expression language. */
  private static Filter filter(FilterOptions options)
      throws Nonsense, SystemException, FilterSyntaxException {
    Filter filter = options.withPeer() ? Filter.ALL.withPeer() : Filter.ALL;
    for (String term : ShortForms.of(options)) {
      filter = filter.and(Filter.ofAnyLength(term));
    }
    for (String expression : options.expressions()) {
      filter = filter.and(Filter.of(expression));
    }
    return filter;
  }

  /** The processes that alone are wanted; empty if others are, too. */
  Set<Integer> pids() {
    return filter.pids();
  }

  boolean choosesProcesses() {
    return filter.choosesProcesses();
  }

  boolean withPeer() {
    return options.withPeer();
  }

  /** The expression of all options that choose events; empty: all are wanted. */
  String chosen() {
    return filter.toString();
  }

  /** What -v shows of the filter. */
  void tellFilter() {
    if (!filter.equals(Filter.ALL)) {
      LoggerFactory.getLogger("fdtrail").info("filter: {}", filter);
    }
  }

  /** Trails of another process that gets its number from now on are not wanted. */
  void ended(int pid, long bootNs) {
    ofTrails.ifPresent(trails -> trails.ended(pid, bootNs));
  }

  /** The processes of {@code -p}; warns of others that do not exist. */
  ChosenProcesses chosenProcesses(PrintWriter messages) throws SystemException {
    ChosenProcesses chosen = ChosenProcesses.of(filter.pids(), messages);
    if (!chosen.areAbsent()) {
      warnOfAbsent(Path.of("/proc"), Path.of("/sys/fs/cgroup"), messages);
    }
    return chosen;
  }

  /** A thread or container that does not exist may still appear: a warning, not an error. */
  void warnOfAbsent(Path proc, Path cgroups, PrintWriter messages) {
    for (String tid : options.tids().wanted()) {
      if (!Files.exists(proc.resolve(tid))) {
        messages.println("fdtrail: there is no thread " + tid + " yet");
      }
    }
    Containers containers =
        new Containers(new ProcFs(proc), cgroups, System::nanoTime, any -> ContainerNames.NONE);
    for (String container : options.containers().wanted()) {
      if (!containers.isThere(container)) {
        messages.println("fdtrail: there is no container " + container + " yet");
      }
    }
  }

  /**
   * @param followed only what our own descendants do
   */
  TraceOptions options(boolean followed) {
    Filter wanted = wanted(followed);
    boolean exits =
        atEnd.isPresent()
            || report.isPresent()
            || failing.filter(fails -> fails.options().reasons().contains(FailOn.LEAK)).isPresent();
    return new TraceOptions(
        backend,
        run.ringSize(),
        followed,
        wanted,
        readsContainers(),
        exits,
        allFields(),
        new RuntimeFiles(Path.of("/"))::names,
        output.stacks());
  }

  /**
   * The events that are shown, or that trails are made of.
   *
   * @param followed only what descendants of the traced command did
   */
  Filter wanted(boolean followed) {
    // Any process may be on the way of a file.
    Filter chosen = output.trail() ? Filter.ALL : filter;
    return followed ? chosen.ofFollowed() : chosen;
  }

  Optional<Duration> duration() {
    return run.duration();
  }

  OptionalLong count() {
    return run.count();
  }

  Optional<RateLimit> rateLimit() {
    return run.rateLimit();
  }

  /** How the health of the trace is served. */
  Optional<MetricsOptions> metrics() {
    return run.metrics();
  }

  private static LongSupplier wallClock(BootClock clock) {
    return () -> clock.applyAsLong(clock.now());
  }

  Renderer renderer(EventOutput to, BootClock clock) {
    return renderer(
        to, clock, () -> Origin.here(Path.of("/proc"), Version.number(), clock.now() / 1000));
  }

  /**
   * @param origin of each line; asked only if lines tell it
   */
  Renderer renderer(EventOutput to, BootClock clock, Supplier<Origin> origin) {
    List<String> fields = fields();
    List<String> ofLine = Columns.ofLine(fields);
    Columns columns =
        new Columns(clock, Errno::name, ofLine.isEmpty() ? Origin.UNKNOWN : origin.get());
    if (report.isPresent()) {
      return ReportRenderer.ofCommand(columns, clock, to, report.get());
    }
    LongSupplier now = wallClock(clock);
    if (output.sums().isPresent()) {
      JsonRenderer lines = objects(columns, ofLine, to, now);
      return new Aggregation(lines, clock, now, output.sums().get());
    }
    if (output.isConvention()) {
      return objects(columns, fields, to, now);
    }
    if (output.format() == Format.JSON) {
      if (output.trail()) {
        return TrailRenderer.json(
            JsonRenderer.standard(columns, to, now), columns, to, trailFilter(clock));
      }
      return fields.isEmpty()
          ? JsonRenderer.standard(columns, to, now)
          : JsonRenderer.chosen(columns, fields, to, now);
    }
    if (!fields.isEmpty()) {
      return TableRenderer.chosen(columns, fields, to, System.err, Errno::name);
    }
    if (output.trail()) {
      Renderer rest = TableRenderer.standard(columns, Columns.TABLE, to, System.err, Errno::name);
      return TrailRenderer.table(rest, to, trailFilter(clock));
    }
    List<String> standard = output.timed() ? Columns.TIMED_TABLE : Columns.TABLE;
    return TableRenderer.standard(columns, standard, to, System.err, Errno::name);
  }

  private JsonRenderer objects(
      Columns columns, List<String> fields, EventOutput to, LongSupplier now) {
    return switch (output.format()) {
      case ECS -> JsonRenderer.ecs(columns, fields, to, now);
      case OTEL -> JsonRenderer.otel(columns, fields, to, now);
      default -> JsonRenderer.chosen(columns, fields, to, now);
    };
  }

  /** What takes the place of all rows, if only the ends of processes are shown. */
  Optional<HeldAtEnd> heldAtEnd(EventOutput to, Tracer tracer) {
    return atEnd.map(
        ends -> {
          return new HeldAtEnd(
              output.format() == Format.JSON
                  ? LeaksJson.ofEnded(to, wallClock(tracer.clock()))
                  : LeaksTable.ofEnded(to, System.err),
              tracer.backend(),
              BackendLimits.unseen(tracer.backend(), tracer.attached()),
              ends.errorStatus());
        });
  }

  /** What looks at the rows on their way to a renderer, if one may fail a build. */
  Optional<FailingRows> failingRows(Renderer renderer, BootClock clock) {
    return failing.map(
        fails ->
            new FailingRows(
                renderer,
                new Columns(clock, Errno::name),
                fails.options(),
                fails.exceptions().stream()
                    .map(exception -> new EventFilter(exception, clock))
                    .toList()));
  }

  private EventFilter trailFilter(BootClock clock) {
    EventFilter trails = new EventFilter(filter, clock);
    ofTrails = Optional.of(trails);
    return trails;
  }

  /** In JSON the stack is a member; a table has it under the row. */
  private List<String> fields() {
    List<String> fields = timedFields();
    boolean lacksStack =
        output.stacks() != StackEnds.NONE
            && output.format() == Format.JSON
            && !fields.isEmpty()
            && !fields.contains("stack");
    if (!lacksStack) {
      return fields;
    }
    List<String> all = new ArrayList<>(fields);
    all.add("stack");
    return all;
  }

  private List<String> timedFields() {
    if (!output.timed() || output.fields().isEmpty() || output.fields().contains("elapsed_s")) {
      return output.fields();
    }
    List<String> timed = new ArrayList<>(output.fields());
    timed.add(0, "elapsed_s");
    return timed;
  }

  /** Those that are shown or asked for. */
  private Set<String> allFields() {
    Set<String> all = new HashSet<>(output.fields());
    if (records) {
      all.addAll(ON_DEMAND);
    }
    all.addAll(filter.fields());
    failing.ifPresent(
        fails -> fails.exceptions().forEach(exception -> all.addAll(exception.fields())));
    return all;
  }

  /** What else may be read, if it is there. */
  List<Path> readable() {
    return readsContainers() ? RuntimeFiles.DIRECTORIES.stream().map(Path::of).toList() : List.of();
  }

  private boolean readsContainers() {
    if (!run.readsProc() || records) {
      return run.readsProc();
    }
    ProcFields wanted = ProcFields.of(output.fields(), filter);
    boolean all = output.fields().isEmpty() && output.format() == Format.JSON;
    return all
        || run.rateLimit().filter(RateLimit::needsCgroups).isPresent()
        || !wanted.shown().isEmpty()
        || !wanted.asked().isEmpty()
        || failing.filter(fails -> !ProcFields.askedBy(fails.exceptions()).isEmpty()).isPresent();
  }
}
