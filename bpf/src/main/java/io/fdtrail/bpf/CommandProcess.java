package io.fdtrail.bpf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A child process with our terminal and working directory: signals as a shell would leave them, and no descriptor but the
 * first three.
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

  private static final int AS_WE_ARE = -1;

  private final int pid;
  private boolean ended;

  private CommandProcess(int pid) {
    this.pid = pid;
  }

  /**
   * Returns when the command is running.
   *
   * @param argv the command, looked up in the PATH of its environment, and its arguments
   * @param environment each {@code NAME=VALUE}
   * @param user empty: as whom we run
   */
  public static CommandProcess start(List<byte[]> argv, List<byte[]> environment, Optional<User> user)
      throws CannotRun, ProbeException {
    NativeLibrary.load();
    int[] groups = user.stream().flatMap(known -> known.groups().stream()).mapToInt(Integer::intValue).toArray();
    int pid =
        ProbeNative.start0(
            argv.toArray(new byte[0][]), environment.toArray(new byte[0][]), user.map(User::uid).orElse(AS_WE_ARE),
            user.map(User::gid).orElse(AS_WE_ARE), groups);
    if (pid < 0) {
      throw new CannotRun(new String(argv.get(0), StandardCharsets.UTF_8), -pid);
    }
    return new CommandProcess(pid);
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
