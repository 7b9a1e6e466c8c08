package io.fdtrail.cli.command;

import io.fdtrail.TraceOptions;
import io.fdtrail.cli.ExitCode;
import io.fdtrail.cli.command.TraceRequest.Nonsense;
import io.fdtrail.cli.options.CommandOptions;
import io.fdtrail.cli.options.FilterOptions;
import io.fdtrail.cli.options.RunOptions;
import io.fdtrail.os.Capabilities;
import io.fdtrail.os.SystemException;
import io.fdtrail.os.User;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Shows each descriptor that crosses from one process to another. */
public final class TraceCommand implements Command {
  private static final String[] SYNOPSIS = {
    "fdtrail [OPTION]...                   all processes, until Ctrl-C",
    "       fdtrail [OPTION]... -- CMD [ARG]...    run CMD, trace it and its descendants, end as it ends",
    "       fdtrail demo [OPTION]...               pass a descriptor of each kind, and show it",
    "       fdtrail trail [OPTION]...              the whole way of each file, whenever it makes a hop",
    "       fdtrail inflight [OPTION]...           what is queued right now, and by whom",
    "       fdtrail leaks [OPTION]...              what was received and is still open",
    "       fdtrail send|recv|forward|grab ...     pass descriptors by hand; without root",
    "       fdtrail doctor                         what tracing needs here, and what is missing",
    ""
  };
  private static final String[] FOOTER = {
    "",
    "EXAMPLES",
    "  fdtrail -p 1234 --with-peer          what process 1234 sends and gets, both ends",
    "  fdtrail -x                           descriptors that never arrived, and why",
    "  fdtrail -k memfd,dmabuf -n 'pipewire|gnome-shell'",
    "  fdtrail -o json > trail.json         one object a line",
    "  fdtrail --fields time,action,comm,fd,name,sender",
    "  fdtrail --run-as alice -- chromium   alice's browser from its first descriptor on",
    "",
    "Exit status: 0 done, 1 failure, 2 usage, 3 not permitted or the kernel cannot; else CMD's own."
  };

  private static final String[] TRAIL_FOOTER = {
    "",
    "EXAMPLES",
    "  fdtrail trail -k memfd               the way of shared memory through the desktop",
    "  fdtrail trail -o json -- ./broker    one object for each hop, with all hops before it",
    "",
    "Exit status: 0 done, 1 failure, 2 usage, 3 not permitted or the kernel cannot; else CMD's own."
  };

  private final Optional<List<byte[]>> command;
  private final boolean trails;

  private TraceCommand(Optional<List<byte[]>> command, boolean trails) {
    this.command = command;
    this.trails = trails;
  }

  /** @param command behind {@code --}; empty: there was none */
  public static TraceCommand ofEvents(Optional<List<byte[]>> command) {
    return new TraceCommand(command, false);
  }

  /** Of another shape, which a trace can also have by an option. */
  public static TraceCommand ofTrails(Optional<List<byte[]>> command) {
    return new TraceCommand(command, true);
  }

  @Override
  public void describe(CommandSpec spec) {
    if (trails) {
      spec.name("fdtrail trail");
      spec.usageMessage()
          .customSynopsis("fdtrail trail [OPTION]... [-- CMD [ARG]...]", "")
          .description("Shows the whole way of each file over all its hops, whenever it makes another one.", "")
          .footer(TRAIL_FOOTER);
    } else {
      spec.name("fdtrail");
      spec.usageMessage()
          .customSynopsis(SYNOPSIS)
          .description("Shows every file descriptor that is passed from one process to another.", "")
          .footer(FOOTER);
    }
    CommandOptions.addFilter(spec);
    CommandOptions.addOutput(spec);
    CommandOptions.addFile(spec);
    CommandOptions.addRun(spec);
    CommandOptions.addMetrics(spec);
    CommandOptions.addRunAs(spec);
  }

  @Override
  public int run(ParseResult given) {
    Optional<String> runAs = CommandOptions.runAs(given);
    if (command.isPresent() && command.get().isEmpty()) {
      throw new ParameterException(given.commandSpec().commandLine(), "no command behind --");
    }
    if (runAs.isPresent() && command.isEmpty()) {
      throw new ParameterException(given.commandSpec().commandLine(), "--run-as is for a command behind --");
    }
    RunOptions run = CommandOptions.run(given, TraceOptions.DEFAULT_RING_SIZE);
    Verbosity.set(run.verbose());
    PrintWriter messages = given.commandSpec().commandLine().getErr();
    try {
      FilterOptions filter = CommandOptions.filter(given);
      Contradictions.refusePeerOfAll(filter, command.isPresent());
      TraceRequest request = TraceRequest.of(filter, CommandOptions.output(given, trails), run);
      TraceSession session = new TraceSession(request, CommandOptions.file(given), messages);
      if (command.isPresent()) {
        Optional<User> user = runAs.isPresent() ? Optional.of(TraceRequest.user(runAs.get())) : Optional.empty();
        if (user.isPresent() && !mayBecome(messages)) {
          return ExitCode.IMPOSSIBLE;
        }
        return session.run(command.get(), user);
      }
      ChosenProcesses chosen = ChosenProcesses.of(request.pids(), messages);
      if (chosen.areAbsent()) {
        return ExitCode.FAILURE;
      }
      request.warnOfAbsent(messages);
      return session.watch(chosen);
    } catch (Nonsense e) {
      throw new ParameterException(given.commandSpec().commandLine(), e.getMessage());
    } catch (SystemException e) {
      return TraceSession.impossible(e, messages);
    }
  }

  private static boolean mayBecome(PrintWriter messages) {
    List<String> missing = Capabilities.read(Path.of("/proc/self/status")).missingToRunAs();
    if (!missing.isEmpty()) {
      messages.println(
          "fdtrail: cannot run CMD as another user, for want of " + String.join(" and ", missing) + ": run it as root (sudo fdtrail)");
    }
    return missing.isEmpty();
  }
}
