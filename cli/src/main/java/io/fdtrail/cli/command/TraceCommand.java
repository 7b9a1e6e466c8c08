package io.fdtrail.cli.command;

import io.fdtrail.TraceOptions;
import io.fdtrail.cli.options.CommandOptions;
import io.fdtrail.cli.options.FailOptions;
import io.fdtrail.cli.options.FileOptions;
import io.fdtrail.cli.options.FilterOptions;
import io.fdtrail.cli.options.MetricsOptions;
import io.fdtrail.cli.options.OutputOptions;
import io.fdtrail.cli.options.RecordingOptions;
import io.fdtrail.cli.options.RunOptions;
import io.fdtrail.filter.Filter;
import io.fdtrail.filter.FilterSyntaxException;
import io.fdtrail.os.Capabilities;
import io.fdtrail.os.User;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Shows each descriptor that crosses from one process to another. */
final class TraceCommand implements Command {
  private static final List<String> SYNOPSIS =
      List.of(
          "fdtrail [OPTION]...                   all processes, until Ctrl-C",
          "       fdtrail [OPTION]... -- CMD [ARG]...    trace CMD and its descendants, exit with its status");

  private static final String[] EXAMPLES = {
    "  fdtrail -p 1234 --with-peer          what process 1234 sends and receives, both ends",
    "  fdtrail --run-as alice -- chromium   alice's browser from its first descriptor on"
  };

  private static final String[] TRAIL_EXAMPLES = {
    "  fdtrail trail -k memfd               the way of shared memory through the desktop",
    "  fdtrail trail -o json -- ./broker    one object for each hop, with all hops before it"
  };

  private final Optional<List<byte[]>> command;
  private final boolean trails;
  private final List<String> others;

  private TraceCommand(Optional<List<byte[]>> command, boolean trails, List<String> others) {
    this.command = command;
    this.trails = trails;
    this.others = others;
  }

  /**
   * @param command after {@code --}; empty: there was none
   * @param others the synopses of the other commands
   */
  static TraceCommand ofEvents(Optional<List<byte[]>> command, List<String> others) {
    return new TraceCommand(command, false, others);
  }

  /** Of another form, which a trace can also have by an option. */
  static TraceCommand ofTrails(Optional<List<byte[]>> command) {
    return new TraceCommand(command, true, List.of());
  }

  @Override
  public void describe(CommandSpec spec) {
    if (trails) {
      spec.name("fdtrail trail");
      spec.usageMessage()
          .customSynopsis("fdtrail trail [OPTION]... [-- CMD [ARG]...]")
          .header(TRAIL_EXAMPLES)
          .description(
              "Prints the path of each file over all its hops, whenever it makes another one.");
    } else {
      spec.name("fdtrail");
      spec.usageMessage()
          .customSynopsis(Stream.of(SYNOPSIS, others).flatMap(List::stream).toArray(String[]::new))
          .header(EXAMPLES)
          .description("Shows every file descriptor that is passed from one process to another.");
    }
    spec.usageMessage().footer(ExitCode.HELP_WITH_CMD);
    FilterOptions.addTo(spec);
    if (trails) {
      OutputOptions.addFormat(spec); // the other options of the output are for rows
      OutputOptions.addReceiversStack(spec, "show the stack of who received it, under the line");
    } else {
      OutputOptions.addTo(spec);
    }
    FileOptions.addTo(spec);
    RecordingOptions.addTo(spec);
    RunOptions.addTo(spec);
    MetricsOptions.addTo(spec);
    CommandOptions.addRunAs(spec);
    if (!trails) {
      FailOptions.addTo(spec, ExitCode.FOUND); // it counts rows
    }
  }

  @Override
  public int run(ParseResult given) throws Exception {
    Optional<String> runAs = runAs(given, command);
    RecordingOptions recording = RecordingOptions.of(given, command.isPresent());
    Optional<FailOptions> fail = FailOptions.of(given, ExitCode.FOUND);
    if (fail.isPresent() && command.isEmpty()) {
      throw new ParameterException(
          given.commandSpec().commandLine(), "--fail-on is for a command after --");
    }
    RunOptions run = RunOptions.of(given, TraceOptions.DEFAULT_RING_SIZE);
    Verbosity.set(run.verbose());
    PrintWriter messages = given.commandSpec().commandLine().getErr();
    FilterOptions filter = FilterOptions.of(given);
    TraceRequest request = TraceRequest.of(filter, OutputOptions.of(given, trails), run);
    if (fail.isPresent()) {
      request = request.failing(fail.get(), exceptions(fail.get(), given));
    }
    if (recording.written().path().isPresent()) {
      request = request.recorded(recording.prints());
    }
    if (!recording.read().isEmpty()) {
      request.reportFilter();
      ReplaySession session = ReplaySession.appending(request, FileOptions.of(given), messages);
      return recording.follows()
          ? session.follow(recording.read().get(0))
          : session.show(recording.read());
    }
    Contradictions.refusePeerOfAll(filter, command.isPresent() || request.choosesProcesses());
    request.reportFilter();
    TraceSession session = new TraceSession(request, FileOptions.of(given), recording, messages);
    if (command.isPresent()) {
      return run(session, command.get(), runAs, messages);
    }
    ChosenProcesses chosen = request.chosenProcesses(messages);
    if (chosen.areAbsent()) {
      return ExitCode.FAILURE;
    }
    return session.watch(chosen);
  }

  static int run(
      TraceSession session, List<byte[]> command, Optional<String> runAs, PrintWriter messages)
      throws Exception {
    Optional<User> user =
        runAs.isPresent() ? Optional.of(Users.user(runAs.get())) : Optional.empty();
    if (user.isPresent() && !mayBecome(messages)) {
      return ExitCode.IMPOSSIBLE;
    }
    return session.run(command, user);
  }

  /**
   * @throws ParameterException if the options and the command do not fit
   */
  static Optional<String> runAs(ParseResult given, Optional<List<byte[]>> command) {
    Optional<String> runAs = CommandOptions.runAs(given);
    if (command.isPresent() && command.get().isEmpty()) {
      throw new ParameterException(given.commandSpec().commandLine(), "no command after --");
    }
    if (runAs.isPresent() && command.isEmpty()) {
      throw new ParameterException(
          given.commandSpec().commandLine(), "--run-as is for a command after --");
    }
    return runAs;
  }

  private static List<Filter> exceptions(FailOptions fail, ParseResult given) {
    List<Filter> exceptions = new ArrayList<>();
    for (String expression : fail.exceptions()) {
      try {
        exceptions.add(Filter.of(expression));
      } catch (FilterSyntaxException e) {
        throw new BadExpression(given.commandSpec().commandLine(), "--except", e);
      }
    }
    return exceptions;
  }

  private static boolean mayBecome(PrintWriter messages) {
    List<String> missing = Capabilities.read(Path.of("/proc/self/status")).missingToRunAs();
    if (!missing.isEmpty()) {
      messages.println(
          "fdtrail: cannot run CMD as another user without "
              + String.join(" and ", missing)
              + ": run it as root (sudo fdtrail)");
    }
    return missing.isEmpty();
  }
}
