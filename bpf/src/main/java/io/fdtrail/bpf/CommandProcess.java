package io.fdtrail.bpf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A child process with our terminal, environment and working directory: signals as a shell would leave them, and no
 * descriptor but the first three.
 */
public final class CommandProcess {
  /** Whom the command runs as. */
  public record User(int uid, int gid, List<Integer> groups) {}

  /** The command could not be run. */
  public static final class CannotRun extends IOException {
    private static final long serialVersionUID = 1;

    private final int exitStatus;

    CannotRun(String command, int errno) {
      super("cannot run " + command + ": " + Errno.name(errno));
      exitStatus = errno == Errno.ENOENT ? 127 : 126;
    }

    /** What a shell would exit with: 127 not found, 126 found but not to be run. */
    public int exitStatus() {
      return exitStatus;
    }
  }

  private final int pid;
  private boolean ended;

  private CommandProcess(int pid) {
    this.pid = pid;
  }

  /**
   * Returns when the command is running.
   *
   * @param argv the command, looked up in PATH, and its arguments
   * @param user empty: as whom we run
   */
  public static CommandProcess start(List<byte[]> argv, Optional<User> user) throws CannotRun, ProbeException {
    NativeLibrary.load();
    byte[][] bytes = argv.toArray(new byte[0][]);
    int pid = user.isEmpty() ? ProbeNative.start0(bytes, -1, -1, new int[0]) : start(bytes, user.get());
    if (pid < 0) {
      throw new CannotRun(new String(bytes[0], StandardCharsets.UTF_8), -pid);
    }
    return new CommandProcess(pid);
  }

  private static int start(byte[][] argv, User user) {
    int[] groups = new int[user.groups().size()];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = user.groups().get(i);
    }
    return ProbeNative.start0(argv, user.uid(), user.gid(), groups);
  }

  public int pid() {
    return pid;
  }

  /** Waits for its end; once. The exit status, or 128 + the signal that ended it. */
  public int waitFor() {
    check(ProbeNative.awaitExit0(pid), "waitid");
    // Until here the number is still its own, so that a signal meanwhile cannot hit another process.
    synchronized (this) {
      ended = true;
      return check(ProbeNative.reap0(pid), "waitpid");
    }
  }

  /** Sends it a signal, by number; nothing happens after its end. */
  public synchronized void signal(int signal) {
    if (!ended) {
      ProbeNative.kill0(pid, signal);
    }
  }

  private static int check(int result, String call) {
    if (result < 0) {
      throw new IllegalStateException(call + ": " + Errno.name(-result));
    }
    return result;
  }
}
