package io.fdtrail.cli.command;

import io.fdtrail.BootClock;
import io.fdtrail.cli.options.CommandOptions;
import io.fdtrail.cli.options.FilterOptions;
import io.fdtrail.cli.options.Format;
import io.fdtrail.cli.options.OutputOptions;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.cli.output.InflightJson;
import io.fdtrail.cli.output.InflightRenderer;
import io.fdtrail.cli.output.InflightTable;
import io.fdtrail.cli.output.Patience;
import io.fdtrail.filter.Filter;
import io.fdtrail.filter.FilterSyntaxException;
import io.fdtrail.inflight.Inflight;
import io.fdtrail.inflight.Snapshot;
import io.fdtrail.os.SystemException;
import io.fdtrail.resolve.ProcFs;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Shows which descriptors wait in queues right now: use it if sendmsg fails with ETOOMANYREFS. */
final class InflightCommand implements Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.name("fdtrail inflight");
    spec.usageMessage()
        .header(
            "  fdtrail inflight                     which queue does nobody read?",
            "  fdtrail inflight -F 'kind == memfd'  which has shared memory in it?")
        .description(
            "Prints which descriptors wait in the queues of Unix sockets right now, who could receive them (or",
            "accept the connection), who sent them and which user they count against. Look here when sendmsg",
            "says \"Too many references: cannot splice\".")
        .footer(
            "Exit status: 0 done, 1 failure, 2 usage. Warnings about missing rows are on stderr.");
    FilterOptions.addExpression(spec);
    OutputOptions.addFormat(spec);
    CommandOptions.addVerbose(spec);
  }

  @Override
  public int run(ParseResult given)
      throws IOException, SystemException, Nonsense, FilterSyntaxException {
    Verbosity.set(CommandOptions.isVerbose(given));
    Filter filter = Filter.ALL;
    for (String expression : FilterOptions.expressions(given)) {
      filter = filter.and(Filter.of(expression));
    }
    ChosenQueues.requireKnown(filter);
    EventOutput output = output();
    Snapshot all = Inflight.look(new ProcFs(Path.of("/proc")));
    Snapshot found = filter.fields().isEmpty() ? all : ChosenQueues.of(all, filter);
    Signals.onEnd(() -> {}); // what was found is shown, if anybody reads it
    renderer(OutputOptions.format(given), output).show(found);
    return TraceSession.code(output, given.commandSpec().commandLine().getErr());
  }

  /** Without the library it still reads {@code /proc}, and a signal ends it like any program. */
  private static EventOutput output() throws IOException {
    try {
      Signals.listen();
      return EventOutput.standard(Patience.OURS);
    } catch (SystemException e) {
      return EventOutput.standard();
    }
  }

  private static InflightRenderer renderer(Format format, EventOutput output) {
    if (format == Format.TABLE) {
      return new InflightTable(output, System.err);
    }
    return new InflightJson(output, BootClock.wallNow());
  }
}
