package io.fdtrail.cli.command;

import io.fdtrail.TraceException;
import io.fdtrail.TraceOptions;
import io.fdtrail.TraceStats;
import io.fdtrail.Tracer;
import io.fdtrail.cli.options.CommandOptions;
import io.fdtrail.cli.options.FileOptions;
import io.fdtrail.cli.options.FilterOptions;
import io.fdtrail.cli.options.OutputOptions;
import io.fdtrail.cli.options.RecordingOptions;
import io.fdtrail.cli.options.ReportOptions;
import io.fdtrail.cli.options.RunOptions;
import io.fdtrail.cli.output.Columns;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.cli.output.OutputFile;
import io.fdtrail.cli.output.ReportRenderer;
import io.fdtrail.cli.output.ReportRenderer.About;
import io.fdtrail.inflight.Inflight;
import io.fdtrail.leaks.Leak;
import io.fdtrail.leaks.Leaks;
import io.fdtrail.leaks.Receptions;
import io.fdtrail.os.Errno;
import io.fdtrail.resolve.ProcFs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Writes what a trace saw as one page for a browser. */
final class ReportCommand implements Command {
  private static final Duration WINDOW = Duration.ofSeconds(30);

  private final Optional<List<byte[]>> command;

  /**
   * @param command after {@code --}; empty: there was none
   */
  ReportCommand(Optional<List<byte[]>> command) {
    this.command = command;
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.name("fdtrail report");
    spec.usageMessage()
        .customSynopsis("fdtrail report -o FILE [OPTION]... [-- CMD [ARG]...]")
        .header(
            "  fdtrail report -o report.html -- CMD [ARG]...   what CMD and its descendants pass",
            "  fdtrail report -o report.html -d 60 -n dbus     what D-Bus passes in a minute",
            "  fdtrail report -o report.html -r FILE           what a recording has")
        .description(
            "Traces, and writes one page for a browser, which shows what went wrong, who passes what",
            "to whom, and when. The page needs no network.")
        .footer(ExitCode.HELP_WITH_CMD);
    ReportOptions.addTo(spec);
    OutputOptions.addStack(spec);
    FilterOptions.addTo(spec);
    RunOptions.addTo(spec);
    CommandOptions.addRunAs(spec);
  }

  @Override
  public int run(ParseResult given) throws Exception {
    Optional<String> runAs = TraceCommand.runAs(given, command);
    List<String> read = RecordingOptions.read(given, command.isPresent());
    RunOptions run = RunOptions.of(given, TraceOptions.DEFAULT_RING_SIZE);
    Verbosity.set(run.verbose());
    PrintWriter messages = given.commandSpec().commandLine().getErr();
    RunOptions window = command.isPresent() ? run : run.lasting(run.duration().orElse(WINDOW));
    FilterOptions filter = FilterOptions.of(given);
    TraceRequest request = TraceRequest.of(filter, OutputOptions.ofPage(given), window);
    if (!read.isEmpty()) {
      request.reportFilter();
      About past = new About(Version.number(), "", request.chosen(), "");
      return ReplaySession.appending(request.report(past), ReportOptions.file(given), messages)
          .show(read);
    }
    Contradictions.refusePeerOfAll(filter, command.isPresent() || request.choosesProcesses());
    request.reportFilter();
    About about = about(request);
    if (command.isPresent()) {
      TraceSession session =
          new TraceSession(
              request.report(about), ReportOptions.file(given), RecordingOptions.NONE, messages);
      return TraceCommand.run(session, command.get(), runAs, messages);
    }
    ChosenProcesses chosen = request.chosenProcesses(messages);
    if (chosen.areAbsent()) {
      return ExitCode.FAILURE;
    }
    return watch(request, about, chosen, ReportOptions.file(given), messages);
  }

  private About about(TraceRequest request) {
    String subject =
        command
            .map(
                words ->
                    words.stream()
                        .map(word -> new String(word, StandardCharsets.UTF_8))
                        .collect(Collectors.joining(" ")))
            .orElse("");
    String kernel = System.getProperty("os.version") + " " + System.getProperty("os.arch");
    return new About(Version.number(), subject, request.chosen(), kernel);
  }

  /** Keeps its rights to the end, because it then looks at what is open. */
  private static int watch(
      TraceRequest request,
      About about,
      ChosenProcesses chosen,
      FileOptions written,
      PrintWriter messages)
      throws Exception {
    Signals.listen();
    try (OutputFile file = Outlets.open(written);
        Tracer tracer = Tracer.open(request.options(false))) {
      Signals.onEnd(tracer::stop);
      chosen.watch(tracer::ended, request.withPeer(), tracer::stop);
      TraceSession.report(tracer);
      EventOutput output = EventOutput.of(file);
      ReportRenderer page =
          ReportRenderer.ofMachine(
              new Columns(tracer.clock(), Errno::name),
              tracer.clock(),
              output,
              about,
              received -> open(tracer, received));
      Throttle throttle = new Throttle(request.rateLimit());
      Presenter presenter =
          new Presenter(
              () -> Optional.of(tracer.backend()),
              page,
              output,
              request.count(),
              throttle::heldBack,
              tracer::stop,
              System::nanoTime);
      TraceStats stats = tracer.run(throttle.before(presenter), request.duration());
      return presenter.end(stats, messages) ? ExitCode.SUCCESS : ExitCode.FAILURE;
    }
  }

  private static List<Leak> open(Tracer tracer, Receptions received) throws IOException {
    Leaks leaks = new Leaks(received);
    LeaksCommand.addQueued(leaks, Inflight.look(new ProcFs(Path.of("/proc"))));
    try {
      tracer.openFiles(leaks::open);
    } catch (TraceException e) {
      throw new IOException(e.getMessage(), e);
    }
    return leaks.found();
  }
}
