package io.fdtrail.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A shell on a terminal whose screen a test sees: tmux with a server of its own. */
final class Tmux implements AutoCloseable {
  static final String READY = "ready>";
  private static final int LIMIT_SECONDS = 15;
  private static final long PAUSE_MILLIS = 50;

  private final String server;
  private final Map<String, String> environment;

  /**
   * @param environment of the shell, such as {@code LANG}
   */
  Tmux(Path directory, int rows, int columns, Map<String, String> environment)
      throws IOException, InterruptedException {
    this.server = directory.resolve("tmux").toString();
    this.environment = environment;
    call(
        "-f",
        "/dev/null",
        "new-session",
        "-d",
        "-x",
        Integer.toString(columns),
        "-y",
        Integer.toString(rows),
        "PS1='" + READY + " ' HISTFILE= bash --norc --noprofile -i");
    await("^" + READY);
  }

  private String call(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("tmux", "-u", "-S", server));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeAll(List.of("TMUX", "NO_COLOR", "LC_ALL", "LC_CTYPE"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": " + out);
    }
    return out;
  }

  /** Types text. */
  void type(String text) throws IOException, InterruptedException {
    call("send-keys", "-l", text);
  }

  /** Presses keys, by tmux's names: {@code Enter}, {@code Down}, {@code F4}, {@code C-c}. */
  void press(String... keys) throws IOException, InterruptedException {
    for (String key : keys) {
      call("send-keys", key);
    }
  }

  /** Types a command. */
  void command(String text) throws IOException, InterruptedException {
    type(text);
    press("Enter");
  }

  void resize(int rows, int columns) throws IOException, InterruptedException {
    call("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(rows));
  }

  /** What is on the screen. */
  String screen() throws IOException, InterruptedException {
    return call("capture-pane", "-p");
  }

  /** Likewise, with what changes colours. */
  String colours() throws IOException, InterruptedException {
    return call("capture-pane", "-p", "-e");
  }

  /** Waits until the screen has such a part. Returns the screen. */
  String await(String regex) throws IOException, InterruptedException {
    Pattern pattern = Pattern.compile(regex, Pattern.MULTILINE);
    String screen = screen();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!pattern.matcher(screen).find()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("never came: " + regex + "\n" + screen);
      }
      Thread.sleep(PAUSE_MILLIS);
      screen = screen();
    }
    return screen;
  }

  @Override
  public void close() throws IOException {
    try {
      call("kill-server");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
