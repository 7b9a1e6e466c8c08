package io.fdtrail.cli.command;

import io.fdtrail.TraceOptions;
import io.fdtrail.Tracer;
import io.fdtrail.cli.options.FilterOptions;
import io.fdtrail.cli.options.Format;
import io.fdtrail.cli.options.OutputOptions;
import io.fdtrail.cli.options.RecordingOptions;
import io.fdtrail.cli.options.RunOptions;
import io.fdtrail.cli.options.TopOptions;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.cli.output.Patience;
import io.fdtrail.cli.output.TopTable;
import io.fdtrail.os.Errno;
import io.fdtrail.os.Fence;
import io.fdtrail.os.Outlet;
import io.fdtrail.resolve.ProcFs;
import io.fdtrail.traffic.View;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Shows who passes how much, again and again. */
final class TopCommand implements Command {
  private static final String NOT_OF_A_RECORDING =
      "top shows what passes now: use fdtrail -r FILE, or fdtrail report -r FILE";
  private static final int STDOUT = 1;

  @Override
  public void describe(CommandSpec spec) {
    spec.name("fdtrail top");
    spec.usageMessage()
        .customSynopsis("fdtrail top [OPTION]...")
        .header(
            "  fdtrail top                          who passes how many descriptors to whom",
            "  fdtrail top --view processes --sort growth     who accumulates what it received",
            "  fdtrail top -b -n 3 -d 1 > FILE      three looks, a second apart")
        .description(
            "Shows each second who passes how many descriptors, until Ctrl-C: by pairs of processes, by",
            "process, by service (container or unit), by file, or what went wrong.")
        .footer(ExitCode.HELP);
    TopOptions.addTo(spec);
    RunOptions.addProbe(spec);
    RecordingOptions.addRefused(spec, NOT_OF_A_RECORDING);
  }

  @Override
  public int run(ParseResult given) throws Exception {
    RecordingOptions.refuse(given, NOT_OF_A_RECORDING);
    TopOptions options = TopOptions.of(given);
    RunOptions run = RunOptions.of(given, TraceOptions.DEFAULT_RING_SIZE).endless();
    Verbosity.set(run.verbose());
    if (!options.view().showsOpen() && options.order().isOfOpen()) {
      throw new ParameterException(
          given.commandSpec().commandLine(),
          "--sort " + options.order().word() + " is for --view processes and services");
    }
    PrintWriter messages = given.commandSpec().commandLine().getErr();
    if (!options.batch() && Outlet.sizeOf(STDOUT).isEmpty()) {
      throw new ParameterException(
          given.commandSpec().commandLine(),
          "the output is not a terminal: -b is for files and pipes");
    }
    List<String> fields =
        options.view() == View.SERVICES ? List.of("container", "unit") : List.of();
    TraceRequest request =
        TraceRequest.of(
            FilterOptions.of(given), new OutputOptions(Format.TABLE, false, false, fields), run);
    request.reportFilter();
    ChosenProcesses chosen = request.chosenProcesses(messages);
    if (chosen.areAbsent()) {
      return ExitCode.FAILURE;
    }
    Signals.listen();
    try (Tracer tracer = Tracer.open(request.options(false))) {
      chosen.watch(tracer::ended, false, tracer::stop);
      Signals.onEnd(tracer::stop);
      TraceSession.report(tracer);
      return watch(tracer, options, request, messages);
    }
  }

  private static int watch(
      Tracer tracer, TopOptions options, TraceRequest request, PrintWriter messages)
      throws Exception {
    EventOutput output = EventOutput.standard(Patience.OURS);
    ReaderWatch reader = output.hasReader() ? ReaderWatch.start(tracer::stop) : ReaderWatch.none();
    TopWatch watch =
        new TopWatch(
            tracer,
            options,
            new TopTable(output, Errno::name),
            new GrowthProcesses(new ProcFs(Path.of("/proc"))));
    boolean looks = options.view().showsOpen();
    Rights rights = new Rights();
    rights.giveUp(
        new Fence.Needs(false, false, looks, OptionalInt.empty()),
        looks && tracer.healthTakesRights(),
        request.readable(),
        List.of(),
        messages);
    tracer.run(watch, Optional.empty());
    rights.reportRefused();
    return reader.isReaderGone() ? ExitCode.BROKEN_PIPE : TraceSession.code(output, messages);
  }
}
