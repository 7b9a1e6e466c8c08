package io.fdtrail.cli.command;

import io.fdtrail.cli.options.CommandOptions;
import io.fdtrail.cli.output.MessageStream;
import io.fdtrail.doctor.Check;
import io.fdtrail.doctor.Check.Status;
import io.fdtrail.doctor.Doctor;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Reports what tracing needs, and which of it is missing. */
final class DoctorCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.name("fdtrail doctor");
    spec.usageMessage()
        .header("  fdtrail doctor           what is missing here?")
        .description(
            "Prints what tracing needs on this machine, what is missing and what to do about it.")
        .footer("Exit status: 0 tracing works, 3 it cannot.");
    CommandOptions.addVerbose(spec);
  }

  @Override
  public int run(ParseResult given) {
    Verbosity.set(CommandOptions.isVerbose(given));
    return report(
        Doctor.examine(),
        CommandOptions.isVerbose(given),
        given.commandSpec().commandLine().getOut());
  }

  static int report(List<Check> checks, boolean verbose, PrintWriter to) {
    PrintWriter out = MessageStream.writer(to);
    boolean impossible = false;
    for (Check check : checks) {
      out.printf("%-4s  %-14s %s%n", word(check.status()), check.subject(), check.finding());
      if (check.status() != Status.OK && !check.advice().isEmpty()) {
        out.printf("%22s%s%n", "-> ", check.advice());
      }
      if (verbose) {
        Refusals.lastLines(check.log()).forEach(line -> out.printf("%22s%s%n", "", line));
      }
      impossible |= check.status() == Status.FAIL;
    }
    return impossible ? ExitCode.IMPOSSIBLE : ExitCode.SUCCESS;
  }

  private static String word(Status status) {
    return switch (status) {
      case OK -> "ok";
      case WARN -> "warn";
      case FAIL -> "FAIL";
    };
  }
}
