package io.fdtrail.cli.command;

import io.fdtrail.cli.options.PassingOptions;
import io.fdtrail.cli.output.DescriptorTable;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.scm.Connection;
import io.fdtrail.scm.Connector;
import io.fdtrail.scm.Descriptor;
import io.fdtrail.scm.Entrance;
import io.fdtrail.scm.Message;
import io.fdtrail.scm.OpenFiles;
import io.fdtrail.scm.PassingException;
import io.fdtrail.scm.PeerCheck;
import io.fdtrail.scm.Sender;
import io.fdtrail.scm.SocketName;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Passes on what arrives, and reports what it is. */
final class ForwardCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.name("fdtrail forward");
    spec.usageMessage()
        .header(
            "  fdtrail forward in /proc/4711/root/run/out       to a socket in another mount namespace")
        .description(
            "Listens at the first socket and passes on to the second what arrives, data and descriptors,",
            "until the sender ends. Prints each descriptor: its number here, its kind and its name.",
            "",
            PassingOptions.SOCKSPEC)
        .footer(ExitCode.HELP);
    PassingOptions.addCount(spec);
    PassingOptions.addAbstract(spec);
    PassingOptions.addWait(spec);
    PassingOptions.addFrom(spec);
    PassingOptions.addTo(spec);
    PassingOptions.addSocket(spec, "SOCKSPEC_FROM", "where to listen");
    PassingOptions.addSocket(spec, "SOCKSPEC_TO", "where the receiver listens");
  }

  @Override
  public int run(ParseResult given) throws PassingException, IOException {
    Verbosity.set(false);
    SocketName from = PassingOptions.socket(given, 0);
    SocketName to = PassingOptions.socket(given, 1);
    try (PeerCheck fromWhom = PassingOptions.from(given);
        PeerCheck toWhom = PassingOptions.to(given);
        Entrance entrance = Entrance.open(from, fromWhom, Passing.notices(given));
        Connection receiver = Connector.connect(to, PassingOptions.wait(given), toWhom);
        Sender sender = entrance.await()) {
      pass(sender, receiver, PassingOptions.count(given));
    }
    return ExitCode.SUCCESS;
  }

  private static void pass(Sender sender, Connection receiver, long count)
      throws IOException, PassingException {
    DescriptorTable table = new DescriptorTable(EventOutput.standard(), false);
    Message message = sender.first();
    for (long passed = 1; !message.isEnd(); passed++) {
      List<Integer> numbers = message.descriptors().stream().map(Descriptor::number).toList();
      for (Descriptor descriptor : message.descriptors()) {
        table.show(descriptor.number(), OpenFiles.describe(descriptor));
      }
      receiver.send(message.data(), numbers);
      message.close();
      if (passed == count) {
        return;
      }
      message = sender.connection().await();
    }
  }
}
