package io.fdtrail.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A child process with our terminal and working directory. Its signals are set as by a shell, and
 * it has only the first three descriptors.
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

    /** What a shell would exit with: 127 not found, 126 found but not executable. */
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
   * Starts a command, and returns when it is running.
   *
   * @param argv the command, looked up in the PATH of its environment, and its arguments
   * @param environment each {@code NAME=VALUE}
   * @param user empty for our own user. Another user's command gets its own session, and its own
   *     terminal if one of the first three descriptors is a terminal
   * @throws SystemException if no terminal can be created
   */
  public static CommandProcess start(
      List<byte[]> argv, List<byte[]> environment, Optional<User> user)
      throws CannotRun, SystemException {
    NativeLibrary.load();
    boolean terminal = user.isPresent() && hasTerminal0();
    if (terminal) {
      SystemException.check(openTerminal0(user.get().uid()), "open a terminal for the command");
    }
    int[] ids = user.map(User::ids).orElse(new int[0]);
    int pid =
        start0(argv.toArray(new byte[0][]), environment.toArray(new byte[0][]), ids, terminal);
    if (pid < 0) {
      throw new CannotRun(new String(argv.get(0), StandardCharsets.UTF_8), -pid);
    }
    return new CommandProcess(pid, terminal, user.isPresent());
  }

  public int pid() {
    return pid;
  }

  /**
   * Waits for its end; call it once. Returns the exit status, or 128 + the signal that ended it.
   */
  public int waitFor() {
    if (hasTerminal) {
      int status = check(relay0(), "relay");
      synchronized (this) {
        ended = true;
      }
      return status;
    }
    check(awaitExit0(pid), "waitid");
    // Until here no other process can get its number, so a signal cannot hit another process.
    synchronized (this) {
      ended = true;
      return check(reap0(pid), "waitpid");
    }
  }

  /**
   * After its end: copies what it wrote to its terminal. Returns whether that was all; else it
   * waits a little.
   */
  public boolean drain() {
    return !hasTerminal || drain0(DRAIN_MILLIS);
  }

  /** Restores the settings of our terminal. */
  public void closeTerminal() {
    if (hasTerminal) {
      closeTerminal0();
    }
  }

  /** Whether it has its own session, so that the signals of our terminal's keys do not reach it. */
  public boolean hasSession() {
    return hasSession;
  }

  /** Sends it a signal, by number; does nothing after its end. */
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

  private static native int start0(
      byte[][] argv, byte[][] environment, int[] user, boolean terminal);

  private static native int awaitExit0(int pid);

  private static native int reap0(int pid);

  private static native int kill0(int pid, int signal);

  private static native boolean hasTerminal0();

  private static native int openTerminal0(int user);

  private static native int relay0();

  private static native boolean drain0(int millis);

  private static native void closeTerminal0();
}
