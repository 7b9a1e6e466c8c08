package io.fdtrail.cli.command;

import io.fdtrail.TraceOptions;
import io.fdtrail.cli.options.ConvertOptions;
import io.fdtrail.cli.options.FilterOptions;
import io.fdtrail.cli.options.OutputOptions;
import io.fdtrail.cli.options.RunOptions;
import io.fdtrail.cli.output.CsvRenderer;
import io.fdtrail.cli.output.JsonRenderer;
import io.fdtrail.cli.output.PerfettoRenderer;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Makes of a recording what other programs read. */
final class ConvertCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.name("fdtrail convert");
    spec.usageMessage()
        .customSynopsis("fdtrail convert -r FILE... --to json|csv|perfetto [-o FILE] [OPTION]...")
        .header(
            "  fdtrail convert -r trace --to csv -o trace.csv   for a spreadsheet or a data frame",
            "  fdtrail convert -r trace --to json -x            what went wrong, as JSON lines")
        .description("Converts a recording into a format that other programs read. Needs no root.")
        .footer(ExitCode.HELP);
    ConvertOptions.addTo(spec);
    FilterOptions.addTo(spec);
  }

  @Override
  public int run(ParseResult given) throws Exception {
    ConvertOptions options = ConvertOptions.of(given);
    RunOptions run = RunOptions.of(given, TraceOptions.DEFAULT_RING_SIZE);
    Verbosity.set(run.verbose());
    TraceRequest request =
        TraceRequest.of(
            FilterOptions.of(given), new OutputOptions(options.to(), false, false, List.of()), run);
    String beginning =
        switch (options.to()) {
          case CSV -> CsvRenderer.BEGINNING;
          case PERFETTO -> PerfettoRenderer.BEGINNING;
          default -> JsonRenderer.BEGINNING;
        };
    return ReplaySession.converting(
            request, options.written(), beginning, given.commandSpec().commandLine().getErr())
        .show(options.read());
  }
}
