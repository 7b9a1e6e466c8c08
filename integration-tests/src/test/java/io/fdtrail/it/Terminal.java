package io.fdtrail.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A shell in the checkout that is given one command after the other. In it, {@code sudo} is
 * nothing, and {@code fdtrail} is the built command with {@code -v}, so that a test knows when it
 * traces.
 */
final class Terminal implements AutoCloseable {
  private static final String END = "-- the command has ended --";
  private static final String SUDO = "exec \"$@\"\n";
  private static final String FDTRAIL =
      """
      case $1 in
      -*) exec %1$s -v "$@" ;;
      esac
      command=$1
      shift
      exec %1$s "$command" -v "$@"
      """;

  /** After this time the shell is killed, and what waits for a line fails. */
  private static final int LIMIT_SECONDS = 180;

  private final Path programs = Files.createTempDirectory("fdtrail-terminal");
  private final Process shell;
  private final Writer keyboard;
  private final BufferedReader screen;
  private final List<String> lines = new ArrayList<>();

  Terminal() throws IOException {
    program("sudo", SUDO);
    program("fdtrail", FDTRAIL.formatted(Layout.FDTRAIL));
    ProcessBuilder builder =
        new ProcessBuilder("bash").directory(Layout.ROOT.toFile()).redirectErrorStream(true);
    builder.environment().merge("PATH", programs.toString(), (path, ours) -> ours + ":" + path);
    shell = builder.start();
    keyboard = shell.outputWriter(StandardCharsets.UTF_8);
    screen = shell.inputReader(StandardCharsets.UTF_8);
    CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS).execute(this::kill);
  }

  private void program(String name, String text) throws IOException {
    Path file = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  void type(String command) throws IOException {
    keyboard.write("{ " + command + "\n} </dev/null\necho '" + END + "'\n");
    keyboard.flush();
  }

  /** What the command has printed when it ends, without the messages of {@code -v}. */
  List<String> untilEnd() throws IOException {
    await(line -> line.equals(END));
    return printed();
  }

  /** What a command in the background has printed when it has printed so many lines. */
  List<String> until(int count) throws IOException {
    await(line -> lines.contains(END) && lines.size() == count + 1);
    return printed();
  }

  private List<String> printed() {
    List<String> printed = new ArrayList<>(lines);
    printed.removeIf(line -> line.equals(END) || line.startsWith("INFO "));
    lines.clear();
    return printed;
  }

  /** Waits for a line. */
  void await(Predicate<String> awaited) throws IOException {
    do {
      String line = screen.readLine();
      if (line == null) {
        throw new AssertionError("the shell has ended: " + lines);
      }
      lines.add(line);
    } while (!awaited.test(lines.get(lines.size() - 1)));
  }

  private void kill() {
    shell.descendants().forEach(ProcessHandle::destroyForcibly);
    shell.destroyForcibly();
  }

  @Override
  public void close() throws IOException {
    kill();
    Program.delete(programs);
  }
}
