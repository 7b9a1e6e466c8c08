package io.fdtrail.cli.command;

import io.fdtrail.NoBackendException;
import io.fdtrail.TraceException;
import io.fdtrail.cli.output.OutputClosed;
import io.fdtrail.cli.output.Printable;
import io.fdtrail.filter.FilterSyntaxException;
import io.fdtrail.os.CommandProcess;
import io.fdtrail.os.SystemException;
import io.fdtrail.scm.NewProgram;
import io.fdtrail.scm.PassingException;
import java.io.IOException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * How a command that fails ends: the only place where an exception becomes a line and an exit code.
 */
public final class Failures {
  private final CommandLine command;

  public Failures(CommandLine command) {
    this.command = command;
  }

  /**
   * Reports why it failed.
   *
   * @return the exit code
   * @throws ParameterException if the command line is wrong
   */
  public int end(Exception failure) {
    if (failure instanceof ParameterException e) {
      throw e;
    } else if (failure instanceof Nonsense) {
      throw new ParameterException(command, failure.getMessage());
    } else if (failure instanceof FilterSyntaxException e) {
      throw new BadExpression(command, "-F", e);
    } else if (failure instanceof OutputClosed) {
      return ExitCode.BROKEN_PIPE;
    } else if (failure instanceof CannotOpen) {
      return report(failure.getMessage(), ExitCode.FAILURE);
    } else if (failure instanceof CommandProcess.CannotRun e) {
      return report(e.getMessage(), e.exitStatus());
    } else if (failure instanceof IOException) {
      return report("cannot write the output: " + failure.getMessage(), ExitCode.FAILURE);
    } else if (failure instanceof NoBackendException e) {
      Refusals.report(e.refusals());
      return impossible(failure);
    } else if (failure instanceof SystemException || failure instanceof TraceException) {
      return impossible(failure);
    } else if (failure instanceof PassingException e) {
      return notPassed(e);
    } else if (failure instanceof NewProgram.CannotRun e) {
      return report(Printable.of(e.getMessage()), e.exitStatus());
    }
    LoggerFactory.getLogger("fdtrail").info("unforeseen", failure);
    return report(
        failure.getMessage() == null ? failure.toString() : failure.getMessage(), ExitCode.FAILURE);
  }

  private int impossible(Exception e) {
    return report(e.getMessage() + "; run 'fdtrail doctor'", ExitCode.IMPOSSIBLE);
  }

  private int notPassed(PassingException e) {
    String message = Printable.of(e.getMessage());
    return switch (e.reason()) {
      case USAGE -> throw new ParameterException(command, message);
      case PERMISSION -> report(message, ExitCode.IMPOSSIBLE);
      case FAILURE -> report(message, ExitCode.FAILURE);
    };
  }

  private int report(String message, int code) {
    command.getErr().println("fdtrail: " + message);
    return code;
  }
}
