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
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The commands, by their first word. */
public final class Commands {
  /** Without any it traces. */
  public static final List<String> WORDS =
      List.of("trace", "demo", "doctor", "inflight", "leaks", "trail", "send", "recv", "forward", "grab");

  private static final int HELP_WIDTH = 100;

  private Commands() {}

  /**
   * @param word one of {@link #WORDS}, or anything else for a trace
   * @param traced the command line behind {@code --}
   */
  static Command named(String word, Optional<List<byte[]>> traced) {
    return switch (word) {
      case "doctor" -> new DoctorCommand();
      case "demo" -> new DemoCommand();
      case "inflight" -> new InflightCommand();
      case "leaks" -> new LeaksCommand();
      case "send" -> new SendCommand();
      case "recv" -> new RecvCommand();
      case "forward" -> new ForwardCommand();
      case "grab" -> new GrabCommand();
      case "trail" -> TraceCommand.ofTrails(traced);
      default -> TraceCommand.ofEvents(traced);
    };
  }

  /** Whether it asks the kernel to trace. */
  static boolean traces(String word) {
    return switch (word) {
      case "send", "recv", "forward", "grab", "inflight" -> false;
      default -> true;
    };
  }

  /** Whether what is behind the word may be any bytes, such as the name of a socket. */
  static boolean takesOctets(String word) {
    return switch (word) {
      case "send", "recv", "forward", "grab" -> true;
      default -> false;
    };
  }

  /** Whether a command line after {@code --} is for it to run. */
  static boolean runsPrograms(String word) {
    return switch (word) {
      case "demo", "doctor", "inflight", "leaks" -> false;
      default -> true;
    };
  }

  static CommandSpec describe(Command command) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage().width(HELP_WIDTH).sortOptions(false);
    spec.versionProvider(new Version());
    command.describe(spec);
    CommandOptions.addHelp(spec);
    return spec;
  }

  /** As help tells it. */
  public static CommandLine describe(String word) {
    return new CommandLine(describe(named(word, Optional.empty())));
  }
}
