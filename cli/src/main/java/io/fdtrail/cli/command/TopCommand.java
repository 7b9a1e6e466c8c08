package io.fdtrail.cli.command;

import io.fdtrail.TraceListener;
import io.fdtrail.TraceOptions;
import io.fdtrail.Tracer;
import io.fdtrail.cli.options.FilterOptions;
import io.fdtrail.cli.options.Format;
import io.fdtrail.cli.options.OutputOptions;
import io.fdtrail.cli.options.RunOptions;
import io.fdtrail.cli.options.TopOptions;
import io.fdtrail.cli.output.Patience;
import io.fdtrail.cli.replay.Playback;
import io.fdtrail.filter.Filter;
import io.fdtrail.resolve.ProcFs;
import io.fdtrail.traffic.View;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Shows who passes how much, again and again. */
final class TopCommand implements Command {
  /** What is looked up only for who asks for it at the beginning. */
  private static final List<String> ON_DEMAND =
      List.of("cmdline", "ancestors", "sender.cmdline", "sender.ancestors", "stack");

  @Override
  public void describe(CommandSpec spec) {
    spec.name("fdtrail top");
    spec.usageMessage()
        .customSynopsis("fdtrail top [OPTION]...")
        .header(
            "  fdtrail top                          who passes how many descriptors to whom",
            "  fdtrail top --view processes --sort growth     who accumulates what it received",
            "  fdtrail top -b -n 3 -d 1 > FILE      three looks, a second apart",
            "  fdtrail top -r FILE                  a recording, as fast as it was made")
        .description(
            "Shows each second who passes how many descriptors, until q or Ctrl-C: by pairs of",
            "processes, by process, by service (container or unit), by file, or what went wrong.",
            "? lists the keys.")
        .footer(ExitCode.HELP);
    TopOptions.addTo(spec);
    RunOptions.addProbe(spec);
  }

  @Override
  public int run(ParseResult given) throws Exception {
    TopOptions options = TopOptions.of(given);
    RunOptions run = RunOptions.of(given, TraceOptions.DEFAULT_RING_SIZE).endless();
    Verbosity.set(run.verbose());
    boolean isOfOpen = options.order().isOfOpen();
    if (isOfOpen && (!options.view().showsOpen() || !options.read().isEmpty())) {
      throw new ParameterException(
          given.commandSpec().commandLine(),
          "--sort "
              + options.order().word()
              + " is for --view processes and services"
              + (options.read().isEmpty() ? "" : " of a trace: recordings lack what is open"));
    }
    if (!options.batch() && ScreenSize.now().isEmpty()) {
      throw new ParameterException(
          given.commandSpec().commandLine(),
          "the output is not a terminal: -b is for files and pipes");
    }
    PrintWriter messages = given.commandSpec().commandLine().getErr();
    // on a screen, any view may be chosen
    List<String> fields =
        options.view() == View.SERVICES || !options.batch()
            ? List.of("container", "unit")
            : List.of();
    TraceRequest request =
        TraceRequest.of(
            FilterOptions.of(given), new OutputOptions(Format.TABLE, false, false, fields), run);
    request.reportFilter();
    Signals.listen();
    return options.read().isEmpty()
        ? trace(options, request, messages)
        : replay(options, request, messages);
  }

  private static int trace(TopOptions options, TraceRequest request, PrintWriter messages)
      throws Exception {
    ChosenProcesses chosen = request.chosenProcesses(messages);
    if (chosen.areAbsent()) {
      return ExitCode.FAILURE;
    }
    try (Tracer tracer = Tracer.open(request.options(false))) {
      chosen.watch(tracer::ended, false, tracer::stop);
      Signals.onEnd(tracer::stop);
      TraceSession.report(tracer);
      try (TopOutput output = TopOutput.open(options, tracer::wake, tracer::stop)) {
        boolean looks = options.view().showsOpen() || output.hasKeys();
        TopSource source = TopSource.of(tracer);
        TopTraffic traffic =
            new TopTraffic(
                source,
                looks
                    ? Optional.of(new GrowthProcesses(new ProcFs(Path.of("/proc"))))
                    : Optional.empty());
        TraceListener listener =
            output.hasKeys()
                ? output.desk(source, traffic, tracer.clock(), filter -> isKnown(filter, request))
                : output.watch(source, traffic);
        output.giveUpRights(
            looks, looks && tracer.healthTakesRights(), request.readable(), messages);
        tracer.run(new StartPages(listener, System::nanoTime), Optional.empty());
        return output.end(messages);
      }
    }
  }

  private static boolean isKnown(Filter filter, TraceRequest request) {
    Set<String> known = request.options(false).filter().fields();
    return ON_DEMAND.stream().allMatch(field -> !filter.asksFor(field) || known.contains(field));
  }

  private static int replay(TopOptions options, TraceRequest request, PrintWriter messages)
      throws Exception {
    try (Playback playback = ReplayFiles.open(options.read(), Optional.empty());
        TopOutput output = TopOutput.open(options, () -> {}, playback::stop)) {
      Signals.onEnd(playback::stop);
      TopReplay source = new TopReplay(playback.clock().now(), playback::stop, System::nanoTime);
      TopTraffic traffic = new TopTraffic(source, Optional.empty());
      output.giveUpRights(false, false, List.of(), messages);
      Filter wanted = request.wanted(playback.follows());
      Playback.Losses losses = (reason, count, total) -> traffic.addLost(count);
      if (output.hasKeys()) {
        TopDesk desk = output.desk(source, traffic, playback.clock(), filter -> true);
        playback.run(wanted, source.atSpeed(desk), losses, (pid, bootNs) -> {});
        if (!Patience.OURS.hasBegunToEnd()) {
          desk.stay("THE END");
        }
      } else {
        TopWatch watch = output.watch(source, traffic);
        playback.run(wanted, source.inSteps(watch), losses, (pid, bootNs) -> {});
        watch.show(source.now());
      }
      int code = output.end(messages);
      if (!playback.fault().isEmpty()) {
        messages.println("fdtrail: " + playback.fault());
        return ExitCode.FAILURE;
      }
      return code;
    }
  }
}
