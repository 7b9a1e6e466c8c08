package io.fdtrail.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The command line.
 *
 * @param ours what stands before {@code --}
 * @param command what stands behind it, byte for byte; empty when there is no {@code --}
 */
record Arguments(List<String> ours, Optional<List<byte[]>> command) {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  /** As the kernel has them: what the JVM made of bytes that its locale does not know cannot be undone. */
  static Arguments ofProcess(String[] decoded) {
    try {
      List<byte[]> all = split(Files.readAllBytes(COMMAND_LINE));
      return all.size() < decoded.length ? of(decoded) : of(all.subList(all.size() - decoded.length, all.size()));
    } catch (IOException e) {
      return of(decoded);
    }
  }

  static Arguments of(String... decoded) {
    return of(Arrays.stream(decoded).map(argument -> argument.getBytes(StandardCharsets.UTF_8)).toList());
  }

  private static Arguments of(List<byte[]> all) {
    List<String> ours = new ArrayList<>();
    for (byte[] argument : all) {
      String text = new String(argument, StandardCharsets.UTF_8);
      if (text.equals("--")) {
        return new Arguments(ours, Optional.of(all.subList(ours.size() + 1, all.size())));
      }
      ours.add(text);
    }
    return new Arguments(ours, Optional.empty());
  }

  /** Each argument ends with a NUL. */
  static List<byte[]> split(byte[] commandLine) {
    List<byte[]> arguments = new ArrayList<>();
    int from = 0;
    for (int to = 0; to < commandLine.length; to++) {
      if (commandLine[to] == 0) {
        arguments.add(Arrays.copyOfRange(commandLine, from, to));
        from = to + 1;
      }
    }
    return arguments;
  }
}
