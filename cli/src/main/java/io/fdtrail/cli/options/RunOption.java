package io.fdtrail.cli.options;

import static io.fdtrail.cli.options.OptionSpecs.names;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code --run CMD}: the command that we become once the descriptors are there. */
public final class RunOption {
  private RunOption() {}

  /** Adds {@code --run}, after which the command follows, whatever it looks like. */
  public static void addTo(CommandSpec to) {
    to.addOption(
        names("", "--run")
            .arity("1")
            .paramLabel("CMD [ARG]...")
            .hideParamSyntax(true)
            .type(String.class)
            .converters(new Words.Text())
            .preprocessor(new AllTheRest())
            .description("become this command, with the descriptors; must come last")
            .build());
  }

  /** The command, which may be an empty word, and its arguments; empty if there is none. */
  public static List<byte[]> command(ParseResult given) {
    return given.hasMatchedOption("--run")
        ? octets(
            List.of(given.<String>matchedOptionValue("--run", "").split(AllTheRest.SEPARATOR, -1)))
        : List.of();
  }

  static List<byte[]> octets(List<String> words) {
    return words.stream().map(word -> word.getBytes(StandardCharsets.ISO_8859_1)).toList();
  }

  /** Makes one word of everything, because picocli would take options of the command for ours. */
  private static final class AllTheRest implements IParameterPreprocessor {
    static final String SEPARATOR = "\0"; // the one byte that no argument has

    @Override
    public boolean preprocess(
        Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      List<String> words = new ArrayList<>();
      while (!arguments.isEmpty()) {
        words.add(arguments.pop());
      }
      if (!words.isEmpty()) {
        arguments.push(String.join(SEPARATOR, words));
      }
      return false;
    }
  }
}
