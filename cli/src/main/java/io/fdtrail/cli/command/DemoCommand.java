package io.fdtrail.cli.command;

import io.fdtrail.TraceOptions;
import io.fdtrail.cli.options.FileOptions;
import io.fdtrail.cli.options.FilterOptions;
import io.fdtrail.cli.options.OutputOptions;
import io.fdtrail.cli.options.RecordingOptions;
import io.fdtrail.cli.options.RunOptions;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Traces our own program that passes a descriptor of each kind. */
final class DemoCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.name("fdtrail demo");
    spec.usageMessage()
        .customSynopsis("fdtrail demo [OPTION]...")
        .header(
            "  fdtrail demo             see what a trace looks like",
            "  fdtrail demo -o json     the same for machines")
        .description(
            "Passes a descriptor of each kind between two processes of its own, and traces them.")
        .footer(ExitCode.HELP);
    OutputOptions.addTo(spec);
    RunOptions.addTo(spec);
  }

  @Override
  public int run(ParseResult given) throws Exception {
    RunOptions run = RunOptions.of(given, TraceOptions.DEFAULT_RING_SIZE);
    Verbosity.set(run.verbose());
    PrintWriter messages = given.commandSpec().commandLine().getErr();
    TraceRequest request = TraceRequest.of(FilterOptions.ALL, OutputOptions.of(given, false), run);
    String program = Path.of(System.getProperty("fdtrail.lib", ""), "fdtrail-demo").toString();
    return new TraceSession(request, FileOptions.NONE, RecordingOptions.NONE, messages)
        .run(List.of(program.getBytes(StandardCharsets.UTF_8)), Optional.empty());
  }
}
