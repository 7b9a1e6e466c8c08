package io.fdtrail.os;

/** The signals that would have ended us. */
public final class CaughtSignals {
  /** As in caught_signals.c. */
  private static final int BY_KERNEL = 256;

  private CaughtSignals() {}

  /**
   * From here on such signals do nothing but be reported by {@link #await}, and SIGUSR1 and SIGUSR2 nothing at all; SIGHUP
   * only where it was not ignored already. Once.
   *
   * @throws SystemException when the library cannot be loaded
   */
  public static void catchAll() throws SystemException {
    NativeLibrary.load();
    SystemException.check(catchSignals0(), "pipe2");
  }

  /** Waits for the next one. */
  public static Signal await() {
    int told = awaitSignal0();
    if (told < 0) {
      throw new IllegalStateException("read: " + Errno.name(-told));
    }
    return new Signal(told & ~BY_KERNEL, (told & BY_KERNEL) != 0);
  }

  private static native int catchSignals0();

  private static native int awaitSignal0();
}
