package io.fdtrail.cli.command;

import io.fdtrail.cli.options.PassingOptions;
import io.fdtrail.cli.options.ReceivingOptions;
import io.fdtrail.cli.options.ReceivingOptions.Place;
import io.fdtrail.cli.output.DescriptorTable;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.scm.Descriptor;
import io.fdtrail.scm.NewProgram;
import io.fdtrail.scm.OpenFiles;
import io.fdtrail.scm.PassingException;
import io.fdtrail.scm.PeerCheck;
import io.fdtrail.scm.Reception;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Receives descriptors, and executes a command that gets them. */
final class RecvCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.name("fdtrail recv");
    spec.usageMessage()
        .customSynopsis(
            "fdtrail recv (-f FD[,FD...] SOCKSPEC)... [OPTION]... [[--run] CMD [ARG]...]")
        .header(
            "  fdtrail recv -f 0 pipe cat                       print the input of 'fdtrail send pipe'",
            "  fdtrail recv -f 3 A -f 2 B -f 0 C --run CMD      from three senders",
            "  fdtrail recv --abstract -f 3,4 NAME              print two descriptors' kinds and names")
        .description(
            "Listens on Unix sockets, receives descriptors and becomes CMD, which has them under the numbers",
            "asked for and no others open except 0, 1 and 2. Without CMD it prints what arrived.",
            "",
            PassingOptions.SOCKSPEC)
        .footer(ExitCode.HELP_WITH_CMD);
    ReceivingOptions.addPlaces(spec);
    PassingOptions.addAbstract(spec);
    PassingOptions.addTimeout(spec);
    PassingOptions.addFrom(spec);
    ReceivingOptions.addCommand(spec);
  }

  @Override
  public int run(ParseResult given) throws PassingException, NewProgram.CannotRun, IOException {
    Verbosity.set(false);
    List<Place> places = ReceivingOptions.places(given);
    List<byte[]> command = ReceivingOptions.command(given);
    Optional<NewProgram> program =
        command.isEmpty() ? Optional.empty() : Optional.of(NewProgram.find(command));
    Map<Integer, Descriptor> received = receive(places, given);
    if (program.isPresent()) {
      program.get().replaceUs(received);
    }
    show(received);
    return ExitCode.SUCCESS;
  }

  private static Map<Integer, Descriptor> receive(List<Place> places, ParseResult given)
      throws PassingException {
    List<Reception.Wanted> wanted =
        places.stream()
            .map(place -> new Reception.Wanted(place.socket(), place.targets().size()))
            .toList();
    List<List<Descriptor>> got;
    try (PeerCheck from = PassingOptions.from(given)) {
      got = Reception.receive(wanted, from, Passing.notices(given), PassingOptions.timeout(given));
    }
    Map<Integer, Descriptor> byTarget = new LinkedHashMap<>();
    for (int i = 0; i < places.size(); i++) {
      List<Integer> targets = places.get(i).targets();
      for (int j = 0; j < targets.size(); j++) {
        byTarget.put(targets.get(j), got.get(i).get(j));
      }
    }
    return byTarget;
  }

  private static void show(Map<Integer, Descriptor> received) throws IOException, PassingException {
    DescriptorTable table = new DescriptorTable(EventOutput.standard(), false);
    for (Map.Entry<Integer, Descriptor> each : received.entrySet()) {
      table.show(each.getKey(), OpenFiles.describe(each.getValue()));
    }
  }
}
