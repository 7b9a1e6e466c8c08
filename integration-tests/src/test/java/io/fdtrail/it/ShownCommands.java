package io.fdtrail.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The commands of a page, with the output that it shows. They are in blocks without a language,
 * after {@code $}, or {@code second$} in a second terminal. A block that begins without a command
 * has the output of the last command of the first terminal, which runs while the commands in
 * between do.
 */
final class ShownCommands {
  private static final String FENCE = "```";
  private static final Pattern COMMAND = Pattern.compile("(second)?\\$ (.*)");

  /**
   * One of them.
   *
   * @param from where its output begins in the page
   * @param lines how long its output is
   * @param meanwhile whether others run before its output is shown
   */
  record Shown(boolean second, String command, int from, int lines, boolean meanwhile) {
    boolean background() {
      return command.endsWith("&");
    }

    Shown with(String other) {
      return new Shown(second, other, from, lines, meanwhile);
    }

    private Shown with(int begin, int length, boolean later) {
      return new Shown(second, command, begin, length, later);
    }
  }

  private final List<Shown> commands = new ArrayList<>();
  private final List<String> page;

  private ShownCommands(List<String> page) {
    this.page = page;
  }

  static ShownCommands of(Path file) throws IOException {
    ShownCommands shown = new ShownCommands(new ArrayList<>(Files.readAllLines(file)));
    for (int begin = 0; begin < shown.page.size(); begin++) {
      if (shown.page.get(begin).startsWith(FENCE)) {
        boolean plain = shown.page.get(begin).equals(FENCE);
        int end = begin + 1 + shown.page.subList(begin + 1, shown.page.size()).indexOf(FENCE);
        if (plain) {
          shown.block(begin + 1, end);
        }
        begin = end;
      }
    }
    return shown;
  }

  private void block(int begin, int end) {
    int last = -1;
    if (begin == end || !COMMAND.matcher(page.get(begin)).matches()) {
      if (commands.isEmpty() || !commands.get(commands.size() - 1).second()) {
        return; // of commands that nobody has run
      }
      last = lastOfFirst();
      commands.set(last, commands.get(last).with(begin, 0, true));
    }
    for (int i = begin; i < end; i++) {
      Matcher command = COMMAND.matcher(page.get(i));
      if (command.matches()) {
        last = commands.size();
        commands.add(new Shown(command.group(1) != null, command.group(2), i + 1, 0, false));
      } else {
        Shown shown = commands.get(last);
        commands.set(last, shown.with(shown.from(), shown.lines() + 1, shown.meanwhile()));
      }
    }
  }

  private int lastOfFirst() {
    int last = commands.size() - 1;
    while (commands.get(last).second()) {
      last--;
    }
    return last;
  }

  List<Shown> commands() {
    return commands;
  }

  List<String> output(Shown command) {
    return List.copyOf(page.subList(command.from(), command.from() + command.lines()));
  }

  /**
   * Writes the page with other output.
   *
   * @param outputs one for each command
   */
  void rewrite(Path file, List<List<String>> outputs) throws IOException {
    List<String> written = new ArrayList<>();
    int next = 0;
    for (int line = 0; line <= page.size(); line++) {
      for (int i = 0; i < commands.size(); i++) {
        if (commands.get(i).from() == line) {
          written.addAll(outputs.get(i));
          next = line + commands.get(i).lines();
        }
      }
      if (line >= next && line < page.size()) {
        written.add(page.get(line));
      }
    }
    Files.write(file, written);
  }
}
