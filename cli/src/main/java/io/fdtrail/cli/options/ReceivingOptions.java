package io.fdtrail.cli.options;

import static io.fdtrail.cli.options.OptionSpecs.names;

import io.fdtrail.scm.OpenFiles;
import io.fdtrail.scm.PassingException;
import io.fdtrail.scm.SocketName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** Where descriptors are received, and which numbers they get. */
public final class ReceivingOptions {
  /**
   * A socket, and what becomes of the descriptors that arrive there.
   *
   * @param targets the numbers for the descriptors that arrive there, in the order in which they
   *     arrive
   */
  public record Place(List<Integer> targets, SocketName socket) {}

  private ReceivingOptions() {}

  public static void addPlaces(CommandSpec to) {
    to.addOption(
        names("-f", "--fd")
            .arity("2")
            .paramLabel("FD[,FD...] SOCKSPEC")
            .hideParamSyntax(true)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .converters(new Words.Text())
            .required(true)
            .description("listen at SOCKSPEC, and give its descriptors these numbers; repeatable")
            .build());
  }

  /**
   * Reads and checks the places.
   *
   * @throws PassingException if they make no sense, or cannot be used
   */
  public static List<Place> places(ParseResult given) throws PassingException {
    List<String> words = given.matchedOptionValue("-f", List.of());
    List<Place> places = new ArrayList<>();
    Set<Integer> all = new HashSet<>();
    Set<SocketName> sockets = new HashSet<>();
    for (int i = 0; i < words.size(); i += 2) {
      SocketName socket = SocketName.of(words.get(i + 1), given.hasMatchedOption("--abstract"));
      Place place = new Place(targets(words.get(i)), socket);
      for (int target : place.targets()) {
        OpenFiles.requirePossible(target);
        if (!all.add(target)) {
          throw PassingException.usage("-f: " + target + " is asked for twice");
        }
      }
      if (!sockets.add(place.socket())) {
        throw PassingException.usage(
            "-f: " + place.socket() + " is given twice; give it a list of numbers: -f 3,4 ...");
      }
      places.add(place);
    }
    return places;
  }

  private static List<Integer> targets(String list) throws PassingException {
    List<Integer> targets = new ArrayList<>();
    for (String number : list.split(",", -1)) {
      try {
        targets.add(new Numbers.DescriptorNumber().convert(number));
      } catch (TypeConversionException e) {
        throw PassingException.usage("-f: " + e.getMessage());
      }
    }
    return targets;
  }

  /** Adds the command without {@code --run} before it. */
  public static void addCommand(CommandSpec to) {
    RunOption.addTo(to);
    to.addPositional(
        PositionalParamSpec.builder()
            .index("0..*")
            .arity("0..*")
            .paramLabel("CMD")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .converters(new Words.Text())
            .hidden(true)
            .build());
    to.parser().stopAtPositional(true);
  }

  /** The command and its arguments; empty if there is none. */
  public static List<byte[]> command(ParseResult given) {
    return given.hasMatchedOption("--run")
        ? RunOption.command(given)
        : RunOption.octets(given.matchedPositionalValue(0, List.of()));
  }
}
