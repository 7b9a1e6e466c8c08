package io.fdtrail.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fdtrail.bpf.KernelFeatures;
import io.fdtrail.cli.command.BadExpression;
import io.fdtrail.cli.command.Command;
import io.fdtrail.cli.command.Commands;
import io.fdtrail.cli.command.ExitCode;
import io.fdtrail.cli.command.Failures;
import io.fdtrail.cli.command.Signals;
import io.fdtrail.cli.output.MessageStream;
import io.fdtrail.cli.output.Printable;
import io.fdtrail.cli.output.StandardError;
import io.fdtrail.os.SystemCalls;
import io.fdtrail.os.SystemException;
import java.io.BufferedOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads the command line, runs what it asks for and ends with its exit code. */
public final class Main {
  /** For these no native code is loaded. */
  private static final Set<String> REPORTS_ONLY = Set.of("-h", "--help", "-V", "--version");

  /** With these nothing is traced. */
  private static final Set<String> READS = Set.of("-r", "--read");

  /** No option has a value of these types, and to look for them takes 8 ms. */
  private static final String UNUSED_TYPES = "java[.](sql|time)[.].*";

  private Main() {}

  public static void main(String[] arguments) {
    System.setErr(new MessageStream(new BufferedOutputStream(StandardError.stream())));
    PrintWriter out = new PrintWriter(System.out, true, UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, UTF_8);
    Signals.exit(run(Arguments.ofProcess(arguments), out, err));
  }

  static int run(Arguments arguments, PrintWriter out, PrintWriter messages) {
    PrintWriter err = MessageStream.writer(messages);
    Optional<String> helped = arguments.helped();
    if (helped.isPresent()) {
      return help(helped.get(), out, err);
    }
    List<String> ours = arguments.ours();
    String first = ours.isEmpty() ? "" : ours.get(0);
    Commands asked = Commands.of(first);
    List<String> given = asked.takesOctets() ? arguments.octets() : ours;
    if (Collections.disjoint(ours, REPORTS_ONLY)) {
      if (!isInDirectory(err)) {
        return ExitCode.FAILURE;
      }
      if (asked.traces() && Collections.disjoint(ours, READS)) {
        KernelFeatures.readAhead(() -> asked.likelyRing(ours));
      }
    }
    if (arguments.command().isPresent() && !asked.runsPrograms()) {
      err.println(
          "fdtrail: "
              + first
              + " runs no command, and takes no --; try 'fdtrail "
              + first
              + " --help'");
      return ExitCode.USAGE;
    }
    List<String> rest = asked.word().equals(first) ? given.subList(1, given.size()) : given;
    return execute(asked.command(arguments.command()), rest, asked.takesOctets(), out, err);
  }

  private static int help(String word, PrintWriter out, PrintWriter err) {
    Commands command = Commands.of(word);
    if (!word.isEmpty() && !command.word().equals(word)) {
      err.println(
          "fdtrail: no such command: "
              + Printable.line(word, StandardCharsets.UTF_8)
              + "; try 'fdtrail --help'");
      return ExitCode.USAGE;
    }
    return execute(command.command(Optional.empty()), List.of("--help"), false, out, err);
  }

  /**
   * The launcher had to leave the current directory, because a JVM does not start in one that is
   * deleted.
   */
  private static boolean isInDirectory(PrintWriter err) {
    Integer directory = Integer.getInteger("fdtrail.directory");
    try {
      if (directory != null) {
        SystemCalls.enterDirectory(directory);
      }
      return true;
    } catch (SystemException e) {
      err.println(
          "fdtrail: cannot return to the current directory, which is deleted: " + e.getMessage());
      return false;
    }
  }

  private static int execute(
      Command command, List<String> arguments, boolean octets, PrintWriter out, PrintWriter err) {
    System.setProperty("picocli.converters.excludes", UNUSED_TYPES);
    CommandLine line = new CommandLine(Commands.describe(command));
    line.setOut(out);
    line.setErr(err);
    Handlers handlers = new Handlers(command, octets);
    line.setExecutionStrategy(handlers);
    line.setParameterExceptionHandler(handlers);
    line.setOverwrittenOptionsAllowed(true);
    line.setExpandAtFiles(false);
    return line.execute(arguments.toArray(new String[0]));
  }

  /**
   * What picocli calls. A class, because lambdas of picocli's old interfaces cannot be archived.
   */
  private record Handlers(Command command, boolean octets)
      implements IExecutionStrategy, IParameterExceptionHandler {
    @Override
    public int execute(ParseResult given) {
      CommandLine line = given.commandSpec().commandLine();
      // What picocli prints may have colours, for which it loads 150 classes.
      if (given.isVersionHelpRequested()) {
        line.getOut().println(line.getCommandSpec().version()[0]);
        return ExitCode.SUCCESS;
      }
      Integer helped = CommandLine.executeHelpRequest(given);
      if (helped != null) {
        return helped;
      }
      try {
        return command.run(given);
      } catch (Exception e) {
        return new Failures(line).end(e);
      }
    }

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
      return e instanceof BadExpression bad ? show(bad) : usage(e, octets);
    }
  }

  /**
   * @param octets whether the message contains what the user typed with one character for each byte
   */
  private static int usage(ParameterException e, boolean octets) {
    CommandLine line = e.getCommandLine();
    String message =
        Printable.line(
            Printable.shortened(message(e)),
            octets ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    line.getErr().println("fdtrail: " + message + "; try '" + line.getCommandName() + " --help'");
    return ExitCode.USAGE;
  }

  private static int show(BadExpression bad) {
    PrintWriter err = bad.getCommandLine().getErr();
    err.println("fdtrail: " + Printable.line(bad.getMessage(), UTF_8));
    bad.picture().forEach(err::println);
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
    CommandSpec command = e.getCommandLine().getCommandSpec();
    if (!command.name().equals("fdtrail")) {
      String hint = command.findOption("--run") == null ? "" : " (a command goes after --run)";
      return "unexpected argument '" + first + "'" + hint;
    }
    if (Commands.of(first).word().equals(first)) {
      return "options go after the command: fdtrail " + first + " ...";
    }
    return "no such command: " + first + " (a program to be traced goes after --)";
  }
}
