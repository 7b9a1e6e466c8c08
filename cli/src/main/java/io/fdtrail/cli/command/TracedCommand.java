package io.fdtrail.cli.command;

import io.fdtrail.cli.output.Patience;
import io.fdtrail.os.CommandProcess;
import io.fdtrail.os.CommandProcess.CannotRun;
import io.fdtrail.os.Environment;
import io.fdtrail.os.Signal;
import io.fdtrail.os.SystemException;
import io.fdtrail.os.User;
import io.fdtrail.os.UserEnvironment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The command after {@code --}, and a thread that waits for its end. */
final class TracedCommand {
  private final Runnable onEnd;
  private final CompletableFuture<Integer> status = new CompletableFuture<>();
  private final List<Signal> early = new ArrayList<>();
  private Optional<CommandProcess> process = Optional.empty();
  private boolean wanted;
  private boolean ended;

  /**
   * @param onEnd called after the command has ended
   */
  TracedCommand(Runnable onEnd) {
    this.onEnd = onEnd;
  }

  void start(List<byte[]> argv, Optional<User> user) throws CannotRun, SystemException {
    CommandProcess started = CommandProcess.start(argv, environment(user), user);
    Thread waiting = new Thread(() -> await(started), "command-wait");
    waiting.setDaemon(true);
    waiting.start();
    synchronized (this) {
      process = Optional.of(started);
      early.forEach(this::signal);
    }
  }

  private static List<byte[]> environment(Optional<User> user) {
    List<byte[]> ours = Environment.ofProcess().variables();
    return user.map(other -> UserEnvironment.of(ours, other, Path.of("/run/user"))).orElse(ours);
  }

  private void await(CommandProcess started) {
    try {
      status.complete(awaitAndClose(started));
    } catch (RuntimeException e) {
      status.completeExceptionally(e);
    }
    onEnd.run();
  }

  private int awaitAndClose(CommandProcess started) {
    try {
      int code = started.waitFor();
      end();
      while (!started.drain() && !Patience.OURS.isOver()) {
        // our terminal is stopped, or slow
      }
      return code;
    } finally {
      started.closeTerminal();
    }
  }

  /** After the start. */
  synchronized int pid() {
    return process.orElseThrow().pid();
  }

  /**
   * A key of the terminal reaches it directly; other signals are passed on to it. After its end we
   * end too.
   */
  synchronized void signal(Signal signal) {
    wanted = true;
    if (process.isEmpty()) {
      early.add(signal);
    } else if (!signal.isKey() || !signal.byKernel() || process.get().hasSession()) {
      process.get().signal(signal.number());
    }
    if (ended) {
      Patience.OURS.beginToEnd();
    }
  }

  private synchronized void end() {
    ended = true;
    if (wanted) {
      Patience.OURS.beginToEnd();
    }
  }

  /** Its exit status, or 128 + the signal that ended it. */
  int awaitEnd() {
    return status.join();
  }
}
