package io.fdtrail.cli.options;

import static io.fdtrail.cli.options.OptionSpecs.flag;
import static io.fdtrail.cli.options.OptionSpecs.list;
import static io.fdtrail.cli.options.OptionSpecs.names;
import static io.fdtrail.cli.options.OptionSpecs.one;

import io.fdtrail.scm.PassingException;
import io.fdtrail.scm.PeerCheck;
import io.fdtrail.scm.PeerRule;
import io.fdtrail.scm.SocketName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options of the commands that pass descriptors themselves. Texts have one character for each
 * byte.
 */
public final class PassingOptions {
  /** What a socket's name means, for help. */
  public static final String SOCKSPEC =
      "SOCKSPEC is a path with a slash, or a name in $XDG_RUNTIME_DIR/fdtrail.";

  private static final String STANDARD_WAIT = "10";

  private PassingOptions() {}

  /** Adds a socket's name, which is not an option. */
  public static void addSocket(CommandSpec to, String label, String description) {
    addWord(to, label, String.class, new Words.Text(), description);
  }

  private static <T> void addWord(
      CommandSpec to,
      String label,
      Class<T> type,
      ITypeConverter<T> converter,
      String description) {
    int index = to.positionalParameters().size();
    to.addPositional(
        PositionalParamSpec.builder()
            .index(Integer.toString(index))
            .arity("1")
            .required(true)
            .paramLabel(label)
            .type(type)
            .converters(converter)
            .description(description)
            .build());
  }

  public static SocketName socket(ParseResult given, int index) throws PassingException {
    return SocketName.of(
        given.<String>matchedPositionalValue(index, ""), given.hasMatchedOption("--abstract"));
  }

  /** Adds the descriptors to send. */
  public static void addSources(CommandSpec to) {
    to.addOption(
        list(
            "-f",
            "--fd",
            "FD",
            Integer.class,
            new Numbers.DescriptorNumber(),
            "the descriptors, by number; default 0"));
    to.addOption(flag("-i", "--stdin", "as -f 0"));
    to.addOption(flag("-o", "--stdout", "as -f 1"));
    to.addOption(flag("-e", "--stderr", "as -f 2"));
  }

  /** In the order of -i, -o, -e and -f. */
  public static List<Integer> sources(ParseResult given) {
    List<Integer> sources = new ArrayList<>();
    List<String> standard = List.of("-i", "-o", "-e");
    for (int fd = 0; fd < standard.size(); fd++) {
      if (given.hasMatchedOption(standard.get(fd))) {
        sources.add(fd);
      }
    }
    sources.addAll(given.matchedOptionValue("-f", List.of()));
    return sources.isEmpty() ? List.of(0) : sources;
  }

  /** Adds the process that descriptors are taken from. */
  public static void addProcess(CommandSpec to) {
    to.addOption(
        one(
            "-p",
            "--pid",
            "PID[:INODE]",
            ProcessName.class,
            new Numbers.Target(),
            "descriptors of this process; INODE is that of its pidfd"));
    to.addOption(
        flag("--pidfd-getfd", "take the same open file description instead of reopening the file"));
  }

  public static Optional<ProcessName> process(ParseResult given) {
    return Optional.ofNullable(given.<ProcessName>matchedOptionValue("-p", null));
  }

  public static boolean takesSame(ParseResult given) {
    return given.hasMatchedOption("--pidfd-getfd");
  }

  /**
   * Adds the process and the number that a descriptor is taken from, and the number that it is to
   * have.
   */
  public static void addGrabbed(CommandSpec to) {
    addWord(
        to,
        "PID[:INODE]",
        ProcessName.class,
        new Numbers.Target(),
        "the process; INODE is that of its pidfd");
    addWord(
        to, "FD", Integer.class, new Numbers.DescriptorNumber(), "the descriptor's number there");
    to.addOption(
        one(
            "-f",
            "--fd",
            "FD",
            Integer.class,
            new Numbers.DescriptorNumber(),
            "its number in CMD; default: the same"));
  }

  public static ProcessName grabbedFrom(ParseResult given) {
    return given.matchedPositionalValue(0, null);
  }

  public static int grabbed(ParseResult given) {
    return given.<Integer>matchedPositionalValue(1, 0);
  }

  public static int target(ParseResult given) throws PassingException {
    if (given.hasMatchedOption("-f") && !given.hasMatchedOption("--run")) {
      throw PassingException.usage("-f is for a command: --run CMD");
    }
    return given.matchedOptionValue("-f", grabbed(given));
  }

  public static void addAbstract(CommandSpec to) {
    to.addOption(flag("--abstract", "SOCKSPEC is an abstract name, not a file"));
  }

  /** Adds how long to wait for somebody to listen. */
  public static void addWait(CommandSpec to) {
    to.addOption(
        names("-w", "--wait")
            .arity("0..1")
            .paramLabel("SECONDS")
            .type(Duration.class)
            .converters(Seconds.orNone())
            .preprocessor(new OnlyAttached())
            .description("wait for a listener: " + STANDARD_WAIT + " s, or this long; 0 for ever")
            .build());
  }

  /** Zero: not at all. Empty: for ever. */
  public static Optional<Duration> wait(ParseResult given) {
    if (!given.hasMatchedOption("--wait")) {
      return Optional.of(Duration.ZERO);
    }
    return Optional.of(given.<Duration>matchedOptionValue("--wait", Duration.ZERO))
        .filter(wait -> !wait.isZero());
  }

  /** Without an equals sign after {@code --wait}, the next word is not its value. */
  private static final class OnlyAttached implements IParameterPreprocessor {
    @Override
    public boolean preprocess(
        Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      if (!"=".equals(info.get("separator"))) {
        arguments.push(STANDARD_WAIT);
      }
      return false;
    }
  }

  /** Adds who descriptors may come from. */
  public static void addFrom(CommandSpec to) {
    to.addOption(
        one(
            "",
            "--from",
            "PEER",
            PeerRule.class,
            new Numbers.Peers(),
            "only from this UID, or from pid:PID; any: from everybody"));
  }

  public static PeerCheck from(ParseResult given) throws PassingException {
    return PeerCheck.open(given.matchedOptionValue("--from", PeerRule.STANDARD));
  }

  /** Adds who descriptors may go to. */
  public static void addTo(CommandSpec to) {
    to.addOption(
        one(
            "",
            "--to",
            "PEER",
            PeerRule.class,
            new Numbers.Peers(),
            "only to this UID, or to pid:PID; any: to everybody"));
  }

  public static PeerCheck to(ParseResult given) throws PassingException {
    return PeerCheck.open(given.matchedOptionValue("--to", PeerRule.STANDARD));
  }

  public static void addTimeout(CommandSpec to) {
    to.addOption(
        one("", "--timeout", "SECONDS", Duration.class, Seconds.some(), "give up after this time"));
  }

  public static Optional<Duration> timeout(ParseResult given) {
    return Optional.ofNullable(given.<Duration>matchedOptionValue("--timeout", null));
  }

  /** Adds -c. */
  public static void addCount(CommandSpec to) {
    to.addOption(
        one("-c", "--count", "N", Long.class, new Numbers.Count(), "end after this many messages"));
  }

  public static long count(ParseResult given) {
    return given.matchedOptionValue("-c", Long.MAX_VALUE);
  }
}
