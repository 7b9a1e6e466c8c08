package io.fdtrail.cli.command;

import io.fdtrail.cli.options.PassingOptions;
import io.fdtrail.cli.options.ProcessName;
import io.fdtrail.scm.Connection;
import io.fdtrail.scm.Connector;
import io.fdtrail.scm.Descriptor;
import io.fdtrail.scm.OtherProcess;
import io.fdtrail.scm.PassingException;
import io.fdtrail.scm.PeerCheck;
import io.fdtrail.scm.SocketName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Sends our own descriptors, or those of another process, over a Unix socket. */
final class SendCommand implements Command {
  /** The kernel discards descriptors that come without data. */
  private static final byte[] DATA = {0};

  /** For the receiver, so that it can still identify us. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * What was open when we were started, from the launcher: it cannot be distinguished from the
   * JVM's own files.
   */
  private static final String INHERITED = System.getProperty("fdtrail.inherited", "0-2");

  @Override
  public void describe(CommandSpec spec) {
    spec.name("fdtrail send");
    spec.usageMessage()
        .header(
            "  echo hello | fdtrail send -f 0 pipe              'fdtrail recv -f 0 pipe cat' prints it",
            "  fdtrail send -p 4711 -f 7 --pidfd-getfd /tmp/s   hand over the socket that a server listens on",
            "  fdtrail send --wait=30 -f 5 name 5<log           wait for a receiver")
        .description(
            "Sends descriptors over a Unix socket: those that fdtrail was started with, or those of another",
            "process.",
            "",
            PassingOptions.SOCKSPEC)
        .footer(ExitCode.HELP);
    PassingOptions.addSources(spec);
    PassingOptions.addProcess(spec);
    PassingOptions.addAbstract(spec);
    PassingOptions.addWait(spec);
    PassingOptions.addTo(spec);
    PassingOptions.addSocket(spec, "SOCKSPEC", "where the receiver listens");
  }

  @Override
  public int run(ParseResult given) throws PassingException {
    Verbosity.set(false);
    SocketName socket = PassingOptions.socket(given, 0);
    Optional<ProcessName> process = PassingOptions.process(given);
    boolean same = PassingOptions.takesSame(given);
    if (process.isEmpty() && same) {
      throw PassingException.usage("--pidfd-getfd is for descriptors of another process: -p PID");
    }
    List<Integer> sources = PassingOptions.sources(given);
    List<Integer> descriptors =
        process.isEmpty() ? ours(sources) : taken(process.get(), same, sources);
    try (PeerCheck receiver = PassingOptions.to(given);
        Connection connection = Connector.connect(socket, PassingOptions.wait(given), receiver)) {
      for (int from = 0; from < descriptors.size(); from += Connection.MOST_DESCRIPTORS) {
        int to = Math.min(from + Connection.MOST_DESCRIPTORS, descriptors.size());
        connection.send(DATA, descriptors.subList(from, to));
      }
      if (!connection.awaitReceived(PATIENCE)) {
        Passing.notices(given).accept("nobody has received yet what waits at " + socket + " now");
      }
    }
    return ExitCode.SUCCESS;
  }

  private static List<Integer> ours(List<Integer> wanted) throws PassingException {
    for (int fd : wanted) {
      if (!isIn(INHERITED, fd)) {
        throw PassingException.failure("descriptor " + fd + " is not open");
      }
    }
    return wanted;
  }

  /**
   * @param ranges such as {@code 0-2,5}
   */
  static boolean isIn(String ranges, int number) {
    return Arrays.stream(ranges.split(","))
        .map(range -> range.split("-"))
        .anyMatch(
            ends ->
                Integer.parseInt(ends[0]) <= number
                    && number <= Integer.parseInt(ends[ends.length - 1]));
  }

  /** Our copies; they are closed at our end. */
  private static List<Integer> taken(ProcessName name, boolean same, List<Integer> wanted)
      throws PassingException {
    try (OtherProcess process = OtherProcess.open(name.pid(), name.inode())) {
      List<Integer> copies = new ArrayList<>();
      for (int fd : wanted) {
        Descriptor copy = same ? process.take(fd) : process.reopen(fd);
        copies.add(copy.number());
      }
      return copies;
    }
  }
}
