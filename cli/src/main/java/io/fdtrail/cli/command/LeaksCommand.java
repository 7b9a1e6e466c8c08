package io.fdtrail.cli.command;

import io.fdtrail.BootClock;
import io.fdtrail.TraceException;
import io.fdtrail.TraceListener;
import io.fdtrail.TraceOptions;
import io.fdtrail.TraceStats;
import io.fdtrail.Tracer;
import io.fdtrail.cli.options.CommandOptions;
import io.fdtrail.cli.options.FailOptions;
import io.fdtrail.cli.options.FileOptions;
import io.fdtrail.cli.options.FilterOptions;
import io.fdtrail.cli.options.Format;
import io.fdtrail.cli.options.GrowthOptions;
import io.fdtrail.cli.options.OutputOptions;
import io.fdtrail.cli.options.RecordingOptions;
import io.fdtrail.cli.options.RunOptions;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.cli.output.GrowthJson;
import io.fdtrail.cli.output.GrowthRenderer;
import io.fdtrail.cli.output.GrowthTable;
import io.fdtrail.cli.output.LeaksJson;
import io.fdtrail.cli.output.LeaksRenderer;
import io.fdtrail.cli.output.LeaksTable;
import io.fdtrail.cli.output.Patience;
import io.fdtrail.doctor.BackendLimits;
import io.fdtrail.event.Action;
import io.fdtrail.event.FdEvent;
import io.fdtrail.inflight.Inflight;
import io.fdtrail.inflight.Snapshot;
import io.fdtrail.inflight.SocketQueue;
import io.fdtrail.kernel.LossReason;
import io.fdtrail.leaks.Leak;
import io.fdtrail.leaks.Leaks;
import io.fdtrail.leaks.Receptions;
import io.fdtrail.resolve.ProcFs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Shows where the files that were received still are, some time later. */
final class LeaksCommand implements Command {
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final Duration AFTER = Duration.ofSeconds(5);

  private final Optional<List<byte[]>> command;

  /**
   * @param command after {@code --}; empty: there was none
   */
  LeaksCommand(Optional<List<byte[]>> command) {
    this.command = command;
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.name("fdtrail leaks");
    spec.usageMessage()
        .customSynopsis("fdtrail leaks [OPTION]... [-- CMD [ARG]...]")
        .header(
            "  fdtrail leaks                        what is received in 10 seconds, and never closed?",
            "  fdtrail leaks -d 60 -p 1234          what does process 1234 receive in a minute, and keep?",
            "  fdtrail leaks --interval 60          who accumulates descriptors, and how fast?",
            "  fdtrail leaks -- CMD [ARG]...        what do CMD and its descendants still have when they end?",
            "  fdtrail leaks -r FILE                the same, of a recording: fdtrail -w FILE -- CMD [ARG]...")
        .description(
            "Traces for a while, waits, and prints where the files that were received still are: in the",
            "receiver at the number received (OPEN) or at others (COPIES), in the sender (HELD), in other",
            "processes (ELSEWHERE), in queues that nobody reads (QUEUED) and in mappings (MAPPED). With CMD it",
            "prints what processes received and still had when they ended (OPEN, COPIES, ELSEWHERE).")
        .footer(ExitCode.HELP_WITH_CMD);
    FilterOptions.addChoice(spec);
    OutputOptions.addFormat(spec);
    OutputOptions.addReceiversStack(spec, "show the stack of who received, in a row for each");
    RunOptions.addWindow(spec, WINDOW, AFTER);
    GrowthOptions.addTo(spec);
    RunOptions.addProbe(spec);
    RecordingOptions.addOfEnds(spec);
    CommandOptions.addRunAs(spec);
    FailOptions.addStatusTo(spec);
  }

  @Override
  public int run(ParseResult given) throws Exception {
    Optional<String> runAs = TraceCommand.runAs(given, command);
    RecordingOptions recording = RecordingOptions.ofEnds(given, command.isPresent());
    refuse(
        given,
        command.isEmpty() && FailOptions.status(given).isPresent(),
        "--error-exitcode is for a command after --");
    for (String option : List.of("--after", "--interval", "--warn")) {
      refuse(
          given,
          command.isPresent() && given.hasMatchedOption(option),
          option
              + " does nothing with a command after --: its processes are looked at when they end");
    }
    Optional<GrowthOptions> growth = GrowthOptions.of(given);
    RunOptions run = RunOptions.of(given, TraceOptions.DEFAULT_RING_SIZE);
    Verbosity.set(run.verbose());
    PrintWriter messages = given.commandSpec().commandLine().getErr();
    if (command.isPresent() || !recording.read().isEmpty()) {
      return atEnd(given, run, recording, runAs, messages);
    }
    OutputOptions plain = OutputOptions.plain(Format.TABLE, OutputOptions.receiversStack(given));
    RunOptions window = growth.isPresent() ? run : run.lasting(run.duration().orElse(WINDOW));
    TraceRequest request = TraceRequest.of(FilterOptions.of(given), plain, window);
    request.reportFilter();
    ChosenProcesses chosen = request.chosenProcesses(messages);
    if (chosen.areAbsent()) {
      return ExitCode.FAILURE;
    }
    Signals.listen();
    try (Tracer tracer = Tracer.open(request.options(false))) {
      chosen.watch(tracer::ended, false, tracer::stop);
      Format format = OutputOptions.format(given);
      EventOutput output = EventOutput.standard(Patience.OURS);
      Receptions receptions = new Receptions();
      Signals.onEnd(tracer::stop);
      TraceSession.report(tracer);
      TraceListener listener =
          growth
              .<TraceListener>map(options -> watch(tracer, receptions, options, format, output))
              .orElseGet(() -> new Listener(receptions));
      ReaderWatch reader =
          growth.isPresent() && output.hasReader()
              ? ReaderWatch.start(tracer::stop)
              : ReaderWatch.none();
      TraceStats stats = tracer.run(new StartPages(listener, System::nanoTime), window.duration());
      if (reader.isReaderGone()) {
        return ExitCode.BROKEN_PIPE;
      }
      boolean early = Patience.OURS.pause(RunOptions.after(given, AFTER));
      show(tracer, stats, receptions, early, renderer(format, output));
      return TraceSession.code(output, messages);
    }
  }

  private static void refuse(ParseResult given, boolean contradicts, String message) {
    if (contradicts) {
      throw new ParameterException(given.commandSpec().commandLine(), message);
    }
  }

  /** Of a command, or of what was recorded of one. */
  private int atEnd(
      ParseResult given,
      RunOptions run,
      RecordingOptions recording,
      Optional<String> runAs,
      PrintWriter messages)
      throws Exception {
    OutputOptions output =
        OutputOptions.plain(OutputOptions.format(given), OutputOptions.receiversStack(given));
    TraceRequest request =
        TraceRequest.of(FilterOptions.of(given), output, run).atEnd(FailOptions.status(given));
    if (recording.written().path().isPresent()) {
      request = request.recorded(true);
    }
    request.reportFilter();
    if (!recording.read().isEmpty()) {
      return ReplaySession.appending(request, FileOptions.NONE, messages).show(recording.read());
    }
    TraceSession session = new TraceSession(request, FileOptions.NONE, recording, messages);
    return TraceCommand.run(session, command.orElseThrow(), runAs, messages);
  }

  private static GrowthWatch watch(
      Tracer tracer,
      Receptions receptions,
      GrowthOptions options,
      Format format,
      EventOutput output) {
    GrowthRenderer shown =
        format == Format.TABLE
            ? new GrowthTable(output, System.err)
            : new GrowthJson(output, BootClock::wallNow);
    return new GrowthWatch(
        tracer, receptions, new ProcFs(Path.of("/proc")), options, shown, System.err);
  }

  /**
   * @param early a signal ended the time after the window; a second Ctrl-C ends everything
   */
  private static void show(
      Tracer tracer, TraceStats stats, Receptions receptions, boolean early, LeaksRenderer shown)
      throws IOException, TraceException {
    Leaks leaks = new Leaks(receptions);
    Snapshot queues = Inflight.look(new ProcFs(Path.of("/proc")));
    addQueued(leaks, queues);
    long unchecked = tracer.openFiles(leaks::open);
    List<Leak> found = leaks.found();
    Set<Action> unseen = BackendLimits.unseen(tracer.backend(), tracer.attached());
    LeaksGaps.Search search = new LeaksGaps.Search(unchecked, tracer.seesMappings(), queues, early);
    List<String> gaps = LeaksGaps.of(tracer.backend(), unseen, stats, receptions, leaks, search);
    shown.show(found, receptions.count(), gaps);
  }

  static void addQueued(Leaks leaks, Snapshot queues) {
    queues.queues().forEach(queue -> addQueued(leaks, queue));
  }

  private static void addQueued(Leaks leaks, SocketQueue queue) {
    Map<Integer, Integer> holders = new TreeMap<>();
    queue.receiver().holders().forEach(holder -> holders.put(holder.pid(), holder.fd()));
    queue.descriptors().forEach(descriptor -> leaks.queued(descriptor.file(), holders));
  }

  private record Listener(Receptions receptions) implements TraceListener {
    @Override
    public void event(FdEvent event) {
      receptions.received(event);
    }

    @Override
    public void lost(LossReason reason, long count, long total) {
      // reported at the end
    }
  }

  private static LeaksRenderer renderer(Format format, EventOutput output) {
    if (format == Format.TABLE) {
      return LeaksTable.ofNow(output, System.err);
    }
    long nanos = BootClock.wallNow();
    return LeaksJson.ofNow(output, () -> nanos);
  }
}
