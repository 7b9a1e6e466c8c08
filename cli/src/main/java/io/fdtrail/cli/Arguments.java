package io.fdtrail.cli;

import io.fdtrail.os.NulStrings;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The command line, byte for byte: the JVM's conversion of bytes that its locale does not know
 * cannot be undone.
 *
 * @param all without the name of the program
 */
record Arguments(List<byte[]> all) {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  static Arguments ofProcess(String[] decoded) {
    try {
      List<byte[]> line = NulStrings.split(Files.readAllBytes(COMMAND_LINE));
      return line.size() < decoded.length
          ? of(decoded)
          : new Arguments(line.subList(line.size() - decoded.length, line.size()));
    } catch (IOException e) {
      return of(decoded);
    }
  }

  static Arguments of(String... decoded) {
    return new Arguments(
        Arrays.stream(decoded).map(argument -> argument.getBytes(StandardCharsets.UTF_8)).toList());
  }

  /** The words before {@code --}. */
  List<String> ours() {
    return texts(StandardCharsets.UTF_8).subList(0, separator().orElse(all.size()));
  }

  /** The words after {@code --}; empty if there is none. */
  Optional<List<byte[]>> command() {
    OptionalInt separator = separator();
    return separator.isEmpty()
        ? Optional.empty()
        : Optional.of(all.subList(separator.getAsInt() + 1, all.size()));
  }

  /** Of {@code help} and {@code help COMMAND}: the word of the command, or none. */
  Optional<String> helped() {
    List<String> words = ours();
    boolean asks =
        !words.isEmpty() && words.size() <= 2 && words.get(0).equals("help") && command().isEmpty();
    boolean asksForOne =
        words.size() == 2 && !Set.of("help", "-h", "--help").contains(words.get(1));
    return asks ? Optional.of(asksForOne ? words.get(1) : "") : Optional.empty();
  }

  /** All of them, one character for each byte. */
  List<String> octets() {
    return texts(StandardCharsets.ISO_8859_1);
  }

  private List<String> texts(Charset charset) {
    return all.stream().map(argument -> new String(argument, charset)).toList();
  }

  private OptionalInt separator() {
    int at = octets().indexOf("--");
    return at < 0 ? OptionalInt.empty() : OptionalInt.of(at);
  }
}
