package io.fdtrail.cli.command;

import io.fdtrail.bpf.CommandProcess;
import io.fdtrail.bpf.CommandProcess.CannotRun;
import io.fdtrail.bpf.CommandProcess.User;
import io.fdtrail.bpf.Environment;
import io.fdtrail.bpf.ProbeException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The command behind {@code --}, and a thread that waits for its end. */
final class TracedCommand {
  private final CommandProcess process;
  private final CompletableFuture<Integer> status = new CompletableFuture<>();

  private TracedCommand(CommandProcess process) {
    this.process = process;
  }

  /** @param onEnd called after the command has ended */
  static TracedCommand start(List<byte[]> argv, Optional<User> user, Runnable onEnd) throws CannotRun, ProbeException {
    TracedCommand command = new TracedCommand(CommandProcess.start(argv, Environment.ofProcess().variables(), user));
    Thread waiting = new Thread(() -> command.await(onEnd), "command-wait");
    waiting.setDaemon(true);
    waiting.start();
    return command;
  }

  private void await(Runnable onEnd) {
    try {
      status.complete(process.waitFor());
    } catch (RuntimeException e) {
      status.completeExceptionally(e);
    }
    onEnd.run();
  }

  void signal(int number) {
    process.signal(number);
  }

  /** Its exit status, or 128 + the signal that ended it. */
  int awaitEnd() {
    return status.join();
  }
}
