package io.fdtrail.cli.command;

import io.fdtrail.TraceOptions;
import io.fdtrail.cli.options.CommandOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The commands, by their first word. */
public enum Commands {
  /** Also without a word. */
  TRACE(Kind.TRACES_COMMAND, ""),
  DEMO(Kind.TRACES, "pass a descriptor of each kind, and show it"),
  TRAIL(Kind.TRACES_COMMAND, "the path of each file, whenever it makes a hop"),
  TOP(Kind.TRACES, "who passes how much right now"),
  INFLIGHT(Kind.LOOKS, "what is queued right now, and by whom"),
  LEAKS(Kind.TRACES_COMMAND, "what was received and is still open"),
  REPORT(Kind.TRACES_COMMAND, Kind.MADE_OF_ALL),
  CONVERT(Kind.LOOKS, Kind.MADE_OF_ALL),
  SHIP(Kind.LOOKS, Kind.MADE_OF_ALL),
  SEND(Kind.PASSES, Kind.BY_HAND),
  RECV(Kind.PASSES, Kind.BY_HAND),
  FORWARD(Kind.PASSES, Kind.BY_HAND),
  GRAB(Kind.PASSES, Kind.BY_HAND),
  DOCTOR(Kind.TRACES, "what tracing needs here, and what is missing");

  private enum Kind {
    TRACES,
    /** It runs the command line after {@code --}. */
    TRACES_COMMAND,
    LOOKS,
    PASSES;

    static final String MADE_OF_ALL = "what a trace saw as a page, CSV or JSON; send it on";
    static final String BY_HAND = "pass descriptors by hand; without root";
  }

  private static final int HELP_WIDTH = 100;
  private static final List<String> HELP =
      List.of(
          UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING,
          UsageMessageSpec.SECTION_KEY_SYNOPSIS,
          UsageMessageSpec.SECTION_KEY_HEADER_HEADING,
          UsageMessageSpec.SECTION_KEY_HEADER,
          UsageMessageSpec.SECTION_KEY_DESCRIPTION_HEADING,
          UsageMessageSpec.SECTION_KEY_DESCRIPTION,
          UsageMessageSpec.SECTION_KEY_PARAMETER_LIST_HEADING,
          UsageMessageSpec.SECTION_KEY_PARAMETER_LIST,
          UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING,
          UsageMessageSpec.SECTION_KEY_OPTION_LIST,
          UsageMessageSpec.SECTION_KEY_FOOTER_HEADING,
          UsageMessageSpec.SECTION_KEY_FOOTER);
  private static final int SYNOPSIS_WIDTH = 39;

  private final Kind kind;
  private final String does;

  Commands(Kind kind, String does) {
    this.kind = kind;
    this.does = does;
  }

  /**
   * The command with this name.
   *
   * @param word the first word of the command line; a trace, if it is no command's
   */
  public static Commands of(String word) {
    for (Commands command : values()) {
      if (command.word().equals(word)) {
        return command;
      }
    }
    return TRACE;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * A new command of this kind.
   *
   * @param traced the command line after {@code --}
   */
  public Command command(Optional<List<byte[]>> traced) {
    return switch (this) {
      case TRACE -> TraceCommand.ofEvents(traced, synopsis());
      case DEMO -> new DemoCommand();
      case TRAIL -> TraceCommand.ofTrails(traced);
      case TOP -> new TopCommand();
      case INFLIGHT -> new InflightCommand();
      case LEAKS -> new LeaksCommand(traced);
      case REPORT -> new ReportCommand(traced);
      case CONVERT -> new ConvertCommand();
      case SHIP -> new ShipCommand();
      case SEND -> new SendCommand();
      case RECV -> new RecvCommand();
      case FORWARD -> new ForwardCommand();
      case GRAB -> new GrabCommand();
      case DOCTOR -> new DoctorCommand();
    };
  }

  /** Whether it asks the kernel to trace. */
  public boolean traces() {
    return kind == Kind.TRACES || kind == Kind.TRACES_COMMAND;
  }

  /**
   * The bytes of the ring that it will take with these arguments; 0 if it takes none, or not the
   * default.
   */
  public int likelyRing(List<String> arguments) {
    boolean isDefault =
        arguments.stream()
            .noneMatch(one -> one.startsWith("--ring-size") || one.startsWith("--stack"));
    return isDefault && this != INFLIGHT ? TraceOptions.DEFAULT_RING_SIZE : 0;
  }

  /** Whether what follows the word may be any bytes, such as the name of a socket. */
  public boolean takesOctets() {
    return kind == Kind.PASSES;
  }

  /** Whether it takes what follows {@code --}. */
  public boolean runsPrograms() {
    return kind == Kind.TRACES_COMMAND || kind == Kind.PASSES;
  }

  /** A line for each command except the trace; those that do the same share one. */
  private static List<String> synopsis() {
    Map<String, String> calls = new LinkedHashMap<>();
    for (Commands command : values()) {
      calls.merge(command.does, command.word(), (before, word) -> before + "|" + word);
    }
    calls.remove(TRACE.does);
    List<String> lines = new ArrayList<>();
    calls.forEach(
        (does, words) -> {
          String call = "fdtrail " + words + (words.contains("|") ? " ..." : " [OPTION]...");
          lines.add(" ".repeat(7) + call + " ".repeat(SYNOPSIS_WIDTH - call.length()) + does);
        });
    return lines;
  }

  /** With the options that all have. */
  public static CommandSpec describe(Command command) {
    CommandSpec spec = CommandSpec.create();
    spec.versionProvider(new Version());
    command.describe(spec);
    CommandOptions.addHelp(spec);
    arrange(spec.usageMessage(), spec.positionalParameters().isEmpty());
    return spec;
  }

  /** Examples come first: a command's header has them. */
  private static void arrange(UsageMessageSpec help, boolean onlyOptions) {
    help.width(HELP_WIDTH).sortOptions(false).sectionKeys(HELP);
    help.headerHeading("%nEXAMPLES%n").descriptionHeading("%n").footerHeading("%n");
    if (onlyOptions) {
      help.optionListHeading("%n");
    } else {
      help.parameterListHeading("%n");
    }
  }

  /** As help shows it. */
  public CommandLine describe() {
    return new CommandLine(describe(command(Optional.empty())));
  }
}
