package io.fdtrail.cli.pages;

import io.fdtrail.cli.command.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes what a package contains in addition to the command: {@code man/fdtrail.8} and one page for
 * each command, {@code completion/bash} and {@code completion/zsh}.
 */
public final class Pages {
  private Pages() {}

  /**
   * Writes the manual pages and completions.
   *
   * @param arguments the directory to write to, and the date on the pages, such as {@code
   *     2026-11-20}
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    Path manual = Files.createDirectories(directory.resolve("man"));
    for (ManPage page : manPages(arguments[1])) {
      Files.writeString(manual.resolve(page.name() + ".8"), page.text());
    }
    Path completion = Files.createDirectories(directory.resolve("completion"));
    Files.writeString(completion.resolve("bash"), Completion.bash());
    Files.writeString(completion.resolve("zsh"), Completion.zsh());
  }

  /** The page of the trace comes first. */
  static List<ManPage> manPages(String date) {
    List<ManPage> pages = new ArrayList<>();
    for (Commands command : Commands.values()) {
      pages.add(new ManPage(command.describe(), date));
    }
    return pages;
  }
}
