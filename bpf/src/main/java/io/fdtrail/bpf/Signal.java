package io.fdtrail.bpf;

/**
 * A signal that ends a program, as it came to us.
 *
 * @param byKernel no process sent it: it was a key of the terminal, or the terminal's end
 */
public record Signal(int number, boolean byKernel) {
  public static final int SIGHUP = 1;
  public static final int SIGINT = 2;
  public static final int SIGQUIT = 3;
  public static final int SIGTERM = 15;

  /** As in signals_jni.c. */
  private static final int BY_KERNEL = 256;

  /**
   * From here on such signals do nothing but be told by {@link #await}, and SIGUSR1 and SIGUSR2 nothing at all; SIGHUP
   * only where it was not ignored already. Once.
   *
   * @throws ProbeException when the library cannot be loaded
   */
  public static void catchAll() throws ProbeException {
    NativeLibrary.load();
    int result = SystemNative.catchSignals0();
    if (result < 0) {
      throw ProbeException.of("pipe2", result);
    }
  }

  /** Whether there is a key for it. */
  public boolean isKey() {
    return number == SIGINT || number == SIGQUIT;
  }

  /** Waits for the next one. */
  public static Signal await() {
    int told = SystemNative.awaitSignal0();
    if (told < 0) {
      throw new IllegalStateException("read: " + Errno.name(-told));
    }
    return new Signal(told & ~BY_KERNEL, (told & BY_KERNEL) != 0);
  }
}
