package io.fdtrail.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a guest left: a folder for each run, with the files its scenario wrote, and the console's
 * log.
 */
final class GuestResults {
  private static final int CONSOLE_LINES = 20;

  private final Path directory;

  GuestResults(Path directory) {
    this.directory = directory;
  }

  /**
   * The scenario's exit status; fails with the console's last lines when the guest did not get that
   * far.
   */
  int status(String run) throws IOException {
    Path status = path(run, "status");
    if (!Files.exists(status)) {
      List<String> console = text(directory.resolve("console")).lines().toList();
      int from = Math.max(0, console.size() - CONSOLE_LINES);
      throw new AssertionError(
          "the guest did not finish "
              + run
              + ":\n"
              + String.join("\n", console.subList(from, console.size())));
    }
    return Integer.parseInt(text(status).strip());
  }

  /** A file's lines. */
  List<String> lines(String run, String file) throws IOException {
    return text(run, file).lines().toList();
  }

  /** A file's text; bytes that are not UTF-8 become U+FFFD. */
  String text(String run, String file) throws IOException {
    return text(path(run, file));
  }

  byte[] bytes(String run, String file) throws IOException {
    return Files.readAllBytes(path(run, file));
  }

  private Path path(String run, String file) {
    return directory.resolve(run.replace(':', '-')).resolve(file);
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
