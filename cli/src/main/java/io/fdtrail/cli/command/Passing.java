package io.fdtrail.cli.command;

import io.fdtrail.cli.output.OutputClosed;
import io.fdtrail.cli.output.Printable;
import io.fdtrail.scm.NewProgram;
import io.fdtrail.scm.PassingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** How the commands that pass descriptors themselves end. */
final class Passing {
  interface Body {
    int run() throws PassingException, NewProgram.CannotRun, IOException;
  }

  private Passing() {}

  static int run(ParseResult given, Body body) {
    Verbosity.set(false);
    PrintWriter messages = given.commandSpec().commandLine().getErr();
    try {
      return body.run();
    } catch (PassingException e) {
      return switch (e.reason()) {
        case USAGE -> throw new ParameterException(given.commandSpec().commandLine(), Printable.of(e.getMessage()));
        case PERMISSION -> fail(messages, e, ExitCode.IMPOSSIBLE);
        case FAILURE -> fail(messages, e, ExitCode.FAILURE);
      };
    } catch (NewProgram.CannotRun e) {
      return fail(messages, e, e.exitStatus());
    } catch (OutputClosed e) {
      return ExitCode.BROKEN_PIPE;
    } catch (IOException e) {
      messages.println("fdtrail: cannot write the output: " + e.getMessage());
      return ExitCode.FAILURE;
    }
  }

  /** Prints what is no reason to end. */
  static Consumer<String> notices(ParseResult given) {
    PrintWriter messages = given.commandSpec().commandLine().getErr();
    return notice -> messages.println("fdtrail: " + Printable.of(notice));
  }

  private static int fail(PrintWriter messages, Exception e, int code) {
    messages.println("fdtrail: " + Printable.of(e.getMessage()));
    return code;
  }
}
