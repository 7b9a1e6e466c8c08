package io.fdtrail.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A child process with our terminal and working directory: signals as a shell would leave them, and no descriptor but the
 * first three.
 */
public final class CommandProcess {
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

  private static final int DRAIN_MILLIS = 100;

  private final int pid;
  private final boolean hasTerminal;
  private final boolean hasSession;
  private boolean ended;

  private CommandProcess(int pid, boolean hasTerminal, boolean hasSession) {
    this.pid = pid;
    this.hasTerminal = hasTerminal;
    this.hasSession = hasSession;
  }

  /**
   * Returns when the command is running.
   *
   * @param argv the command, looked up in the PATH of its environment, and its arguments
   * @param environment each {@code NAME=VALUE}
   * @param user empty: as whom we run. Another one gets a session of its own, and where one of the first three descriptors is
   *     a terminal, a terminal of its own in place of it
   * @throws SystemException when there is no terminal to be had
   */
  public static CommandProcess start(List<byte[]> argv, List<byte[]> environment, Optional<User> user)
      throws CannotRun, SystemException {
    NativeLibrary.load();
    boolean terminal = user.isPresent() && hasTerminal0();
    if (terminal) {
      SystemException.check(openTerminal0(user.get().uid()), "open a terminal for the command");
    }
    int[] ids = user.map(User::ids).orElse(new int[0]);
    int pid = start0(argv.toArray(new byte[0][]), environment.toArray(new byte[0][]), ids, terminal);
    if (pid < 0) {
      throw new CannotRun(new String(argv.get(0), StandardCharsets.UTF_8), -pid);
    }
    return new CommandProcess(pid, terminal, user.isPresent());
  }

  public int pid() {
    return pid;
  }

  /** Waits for its end; once. The exit status, or 128 + the signal that ended it. */
  public int waitFor() {
    if (hasTerminal) {
      int status = check(relay0(), "relay");
      synchronized (this) {
        ended = true;
      }
      return status;
    }
    check(awaitExit0(pid), "waitid");
    // Until here the number is still its own, so that a signal meanwhile cannot hit another process.
    synchronized (this) {
      ended = true;
      return check(reap0(pid), "waitpid");
    }
  }

  /** After its end: hands on what it has written to its terminal. Returns whether that is all; waits a little otherwise. */
  public boolean drain() {
    return !hasTerminal || drain0(DRAIN_MILLIS);
  }

  /** Gives our terminal its settings back. */
  public void closeTerminal() {
    if (hasTerminal) {
      closeTerminal0();
    }
  }

  /** Whether the keys of our terminal that make signals do not reach it. */
  public boolean hasSession() {
    return hasSession;
  }

  /** Sends it a signal, by number; nothing happens after its end. */
  public synchronized void signal(int signal) {
    if (!ended) {
      kill0(pid, signal);
    }
  }

  private static int check(int result, String call) {
    if (result < 0) {
      throw new IllegalStateException(call + ": " + Errno.name(-result));
    }
    return result;
  }

  private static native int start0(byte[][] argv, byte[][] environment, int[] user, boolean terminal);

  private static native int awaitExit0(int pid);

  private static native int reap0(int pid);

  private static native int kill0(int pid, int signal);

  private static native boolean hasTerminal0();

  private static native int openTerminal0(int user);

  private static native int relay0();

  private static native boolean drain0(int millis);

  private static native void closeTerminal0();
}
