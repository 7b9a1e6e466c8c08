package io.fdtrail.cli.command;

import io.fdtrail.BootClock;
import io.fdtrail.TraceOptions;
import io.fdtrail.cli.container.RuntimeFiles;
import io.fdtrail.cli.options.FailOptions;
import io.fdtrail.cli.options.FilterOptions;
import io.fdtrail.cli.options.Format;
import io.fdtrail.cli.options.MetricsOptions;
import io.fdtrail.cli.options.OutputOptions;
import io.fdtrail.cli.options.RateLimit;
import io.fdtrail.cli.options.RunOptions;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.cli.output.ReportRenderer.About;
import io.fdtrail.event.ContainerNames;
import io.fdtrail.filter.Filter;
import io.fdtrail.filter.FilterSyntaxException;
import io.fdtrail.kernel.Backend;
import io.fdtrail.os.SystemException;
import io.fdtrail.resolve.Containers;
import io.fdtrail.resolve.ProcFs;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** What the user asks for, in the terms of the agent and the renderers. */
final class TraceRequest {
  private final FilterOptions options;
  private final Filter filter;
  private final Optional<Backend> backend;
  private final OutputOptions output;
  private final RunOptions run;
  private final Purpose purpose;

  private TraceRequest(
      FilterOptions options,
      Filter filter,
      Optional<Backend> backend,
      OutputOptions output,
      RunOptions run,
      Purpose purpose) {
    this.options = options;
    this.filter = filter;
    this.backend = backend;
    this.output = output;
    this.run = run;
    this.purpose = purpose;
  }

  static TraceRequest of(FilterOptions options, OutputOptions given, RunOptions run)
      throws Nonsense, SystemException, FilterSyntaxException {
    OutputOptions output = FieldChanges.apply(given);
    Filter filter = ShortForms.filter(options);
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
    return new TraceRequest(options, filter, backend, output, run, Purpose.ROWS);
  }

  /** The same, of a command that fails a build. */
  TraceRequest failing(FailOptions fail, List<Filter> exceptions) throws Nonsense {
    Contradictions.refuseFailing(
        fail.reasons(), options, output, run, ProcFields.askedBy(exceptions));
    return with(purpose.failing(fail, exceptions));
  }

  /**
   * The same, of a command whose processes are asked only what they have when they end.
   *
   * @param errorStatus the exit status if there is any
   */
  TraceRequest atEnd(OptionalInt errorStatus) {
    return with(purpose.atEnd(errorStatus));
  }

  /** The same, which makes a page of all rows at the end. */
  TraceRequest report(About about) {
    return with(purpose.report(about));
  }

  /**
   * The same, of a trace that is recorded: whoever reads the recording may ask for anything.
   *
   * @param shows whether rows are shown, too
   */
  TraceRequest recorded(boolean shows) throws Nonsense {
    Contradictions.refuseRecording(shows, !filter.equals(Filter.ALL), output, run);
    return with(purpose.recorded());
  }

  private TraceRequest with(Purpose other) {
    return new TraceRequest(options, filter, backend, output, run, other);
  }

  private static Backend backend(String word) throws Nonsense {
    Optional<Backend> backend = Backend.of(word);
    if (backend.isPresent()) {
      return backend.get();
    }
    String known =
        Arrays.stream(Backend.values()).map(Backend::word).collect(Collectors.joining(" "));
    throw new Nonsense("no backend '" + word + "'; there are: " + known);
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
  void reportFilter() {
    if (!filter.equals(Filter.ALL)) {
      LoggerFactory.getLogger("fdtrail").info("filter: {}", filter);
    }
  }

  /** Whether no rows are shown but those that fail a build. */
  boolean isQuiet() {
    return purpose.fail().filter(FailOptions::quiet).isPresent();
  }

  /** Whether a page is made of all rows. */
  boolean isPage() {
    return purpose.report().isPresent();
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
    return new TraceOptions(
        backend,
        run.ringSize(),
        followed,
        wanted,
        readsContainers(),
        purpose.needsExits(followed),
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

  /** What the machine is called; empty: what it calls itself. */
  Optional<String> host() {
    return output.host();
  }

  /** What shows the events of a trace with this clock. */
  Renderers renderers(EventOutput to, BootClock clock) {
    return new Renderers(output, filter, purpose, to, clock);
  }

  /** Those that are shown or asked for. */
  private Set<String> allFields() {
    Set<String> all = new HashSet<>(output.fields());
    all.addAll(filter.fields());
    all.addAll(purpose.fields());
    return all;
  }

  /** What else may be read, if it is there. */
  List<Path> readable() {
    return readsContainers() ? RuntimeFiles.DIRECTORIES.stream().map(Path::of).toList() : List.of();
  }

  private boolean readsContainers() {
    if (!run.readsProc() || purpose.records()) {
      return run.readsProc();
    }
    ProcFields wanted = ProcFields.of(output.fields(), filter);
    boolean all = output.fields().isEmpty() && output.format() == Format.JSON;
    return all
        || run.rateLimit().filter(RateLimit::needsCgroups).isPresent()
        || !wanted.shown().isEmpty()
        || !wanted.asked().isEmpty()
        || !ProcFields.askedBy(purpose.exceptions()).isEmpty();
  }
}
