package io.fdtrail.cli.command;

import io.fdtrail.cli.options.PassingOptions;
import io.fdtrail.cli.options.ProcessName;
import io.fdtrail.cli.options.RunOption;
import io.fdtrail.cli.output.DescriptorTable;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.scm.Descriptor;
import io.fdtrail.scm.NewProgram;
import io.fdtrail.scm.OpenFiles;
import io.fdtrail.scm.OtherProcess;
import io.fdtrail.scm.PassingException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Takes a descriptor from another process. */
final class GrabCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.name("fdtrail grab");
    spec.usageMessage()
        .header(
            "  fdtrail grab 4711 7                              what is it, and what is its offset?",
            "  fdtrail grab 4711 3 --run cat /proc/self/fd/3    rescue a log file that was deleted")
        .description(
            "Takes a copy of a descriptor of another process (pidfd_getfd) and prints what it is, or becomes a",
            "command that has it. Position and flags are shared with the process.")
        .footer(ExitCode.HELP_WITH_CMD);
    PassingOptions.addGrabbed(spec);
    RunOption.addTo(spec);
  }

  @Override
  public int run(ParseResult given) throws PassingException, NewProgram.CannotRun, IOException {
    Verbosity.set(false);
    ProcessName name = PassingOptions.grabbedFrom(given);
    int number = PassingOptions.grabbed(given);
    int target = PassingOptions.target(given);
    List<byte[]> command = RunOption.command(given);
    Optional<NewProgram> program =
        command.isEmpty() ? Optional.empty() : Optional.of(NewProgram.find(command));
    Descriptor taken = take(name, number);
    if (program.isPresent()) {
      OpenFiles.requirePossible(target);
      program.get().replaceUs(Map.of(target, taken));
    }
    new DescriptorTable(EventOutput.standard(), true).show(number, OpenFiles.describe(taken));
    return ExitCode.SUCCESS;
  }

  private static Descriptor take(ProcessName name, int number) throws PassingException {
    try (OtherProcess process = OtherProcess.open(name.pid(), name.inode())) {
      return process.take(number);
    }
  }
}
