package io.fdtrail.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A place to try the commands that pass descriptors: a directory of its own, in which scripts run,
 * and which is the user's runtime directory.
 */
final class Passing implements AutoCloseable {
  private final Path directory;

  private Passing(Path directory) {
    this.directory = directory;
  }

  static Passing open() {
    try {
      return new Passing(Files.createTempDirectory("fdtrail-test"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path directory() {
    return directory;
  }

  private String script(String script) {
    return "set -u; cd "
        + directory
        + "; export XDG_RUNTIME_DIR="
        + directory
        + " F="
        + Layout.FDTRAIL
        + "; "
        + script;
  }

  /** Runs a script of bash, in which {@code $F} is the command. */
  Outcome run(String script) throws IOException, InterruptedException {
    return Program.shell(script(script));
  }

  /** What is in the directory of sockets. */
  List<String> sockets() throws IOException {
    Path sockets = directory.resolve("fdtrail");
    if (!Files.exists(sockets)) {
      return List.of();
    }
    try (var entries = Files.list(sockets)) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    }
  }

  @Override
  public void close() throws IOException {
    Program.delete(directory);
  }
}
