package io.fdtrail.cli.command;

import io.fdtrail.cli.options.CommandOptions;
import io.fdtrail.cli.options.Format;
import io.fdtrail.cli.options.OutputOptions;
import io.fdtrail.cli.output.DoctorJson;
import io.fdtrail.cli.output.DoctorText;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.doctor.Doctor;
import io.fdtrail.doctor.DoctorReport;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Reports what tracing needs, and which of it is missing. */
final class DoctorCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.name("fdtrail doctor");
    spec.usageMessage()
        .header(
            "  fdtrail doctor           what is missing here?",
            "  fdtrail doctor -o json   the same for a program, or for a bug report")
        .description(
            "Prints what tracing needs on this machine, what is missing and what to do about it.")
        .footer(
            "Exit status: 0 tracing works, 3 it cannot, 1 the report cannot be written, 2 wrong usage.");
    OutputOptions.addFormat(spec);
    CommandOptions.addVerbose(spec);
  }

  @Override
  public int run(ParseResult given) throws IOException {
    boolean verbose = CommandOptions.isVerbose(given);
    Verbosity.set(verbose);
    DoctorReport report = Doctor.examine();
    if (OutputOptions.format(given) == Format.JSON) {
      DoctorJson.show(report, verbose, EventOutput.standard());
    } else {
      PrintWriter out = given.commandSpec().commandLine().getOut();
      DoctorText.show(report, verbose, out);
      if (out.checkError()) {
        throw new IOException("cannot write to standard output");
      }
    }
    return report.canTrace() ? ExitCode.SUCCESS : ExitCode.IMPOSSIBLE;
  }
}
