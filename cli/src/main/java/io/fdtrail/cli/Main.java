package io.fdtrail.cli;

import io.fdtrail.cli.command.Command;
import io.fdtrail.cli.command.DemoCommand;
import io.fdtrail.cli.command.DoctorCommand;
import io.fdtrail.cli.command.ForwardCommand;
import io.fdtrail.cli.command.GrabCommand;
import io.fdtrail.cli.command.InflightCommand;
import io.fdtrail.cli.command.LeaksCommand;
import io.fdtrail.cli.command.RecvCommand;
import io.fdtrail.cli.command.SendCommand;
import io.fdtrail.cli.command.TraceCommand;
import io.fdtrail.cli.options.CommandOptions;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import picocli.CommandLine;

/** Reads the command line, runs what it asks for and ends with its exit code. */
public final class Main {
  private static final int HELP_WIDTH = 100;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}", Pattern.UNICODE_CHARACTER_CLASS);
  private static final List<String> COMMANDS = List.of("trace", "demo", "doctor", "inflight", "leaks", "trail", "send", "recv", "forward", "grab");

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(Arguments.ofProcess(arguments), new PrintWriter(System.out, true), new PrintWriter(System.err, true)));
  }

  static int run(Arguments arguments, PrintWriter out, PrintWriter err) {
    List<String> ours = arguments.ours();
    String first = ours.isEmpty() ? "" : ours.get(0);
    return switch (first) {
      case "doctor" -> execute(new DoctorCommand(), rest(ours), out, err);
      case "demo" -> execute(new DemoCommand(), rest(ours), out, err);
      case "inflight" -> execute(new InflightCommand(), rest(ours), out, err);
      case "leaks" -> execute(new LeaksCommand(), rest(ours), out, err);
      case "send" -> execute(new SendCommand(), rest(arguments.octets()), out, err);
      case "recv" -> execute(new RecvCommand(), rest(arguments.octets()), out, err);
      case "forward" -> execute(new ForwardCommand(), rest(arguments.octets()), out, err);
      case "grab" -> execute(new GrabCommand(), rest(arguments.octets()), out, err);
      case "trail" -> execute(new TraceCommand(arguments.command()), trail(ours), out, err);
      case "trace" -> execute(new TraceCommand(arguments.command()), rest(ours), out, err);
      default -> execute(new TraceCommand(arguments.command()), ours, out, err);
    };
  }

  /** A trace of another shape. */
  private static List<String> trail(List<String> arguments) {
    List<String> options = new ArrayList<>(List.of("--trail"));
    options.addAll(rest(arguments));
    return options;
  }

  private static List<String> rest(List<String> arguments) {
    return arguments.subList(1, arguments.size());
  }

  private static int execute(Command command, List<String> arguments, PrintWriter out, PrintWriter err) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage().width(HELP_WIDTH).sortOptions(false);
    spec.versionProvider(new Version());
    command.describe(spec);
    CommandOptions.addHelp(spec);
    CommandLine line = new CommandLine(spec);
    line.setOut(out);
    line.setErr(err);
    Handlers handlers = new Handlers(command);
    line.setExecutionStrategy(handlers);
    line.setParameterExceptionHandler(handlers);
    line.setOverwrittenOptionsAllowed(true);
    line.setExpandAtFiles(false);
    return line.execute(arguments.toArray(new String[0]));
  }

  /** What picocli calls. A class, as lambdas of picocli's old interfaces cannot be archived. */
  private record Handlers(Command command)
      implements IExecutionStrategy, IParameterExceptionHandler {
    @Override
    public int execute(ParseResult given) {
      Integer helped = CommandLine.executeHelpRequest(given);
      if (helped != null) {
        return helped;
      }
      try {
        return command.run(given);
      } catch (ParameterException e) {
        throw e;
      } catch (RuntimeException e) {
        return failure(e, given.commandSpec().commandLine());
      }
    }

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
      return usage(e);
    }
  }

  private static int usage(ParameterException e) {
    CommandLine line = e.getCommandLine();
    line.getErr().println("fdtrail: " + oneLine(message(e)) + "; try '" + line.getCommandName() + " --help'");
    return ExitCode.USAGE;
  }

  private static String message(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return e.getMessage();
    }
    String first = unmatched.getUnmatched().get(0);
    if (first.startsWith("-")) {
      return "unknown option " + first;
    }
    if (COMMANDS.contains(first)) {
      return "options stand behind the command: fdtrail " + first + " ...";
    }
    return "no such command: " + first + " (a program to be traced stands behind --)";
  }

  /** Even an error that nobody foresaw is one line. */
  private static int failure(RuntimeException e, CommandLine failed) {
    LoggerFactory.getLogger("fdtrail").info("unforeseen", e);
    failed.getErr().println("fdtrail: " + oneLine(e.getMessage() == null ? e.toString() : e.getMessage()));
    return ExitCode.FAILURE;
  }

  /** What a user typed stands in it, whatever it is. */
  private static String oneLine(String message) {
    return CONTROL
        .matcher(message.replaceAll("\\s*\\R\\s*", " "))
        .replaceAll(control -> "\\\\" + Integer.toOctalString(control.group().charAt(0)));
  }
}
