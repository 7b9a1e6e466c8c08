package io.fdtrail.os;

/** The signals that would otherwise end this process. */
public final class CaughtSignals {
  /** The value in caught_signals.c. */
  private static final int BY_KERNEL = 256;

  private CaughtSignals() {}

  /**
   * From here on {@link #await} reports such signals, and they have no other effect. SIGUSR1 and
   * SIGUSR2 have no effect at all. A SIGHUP that was ignored stays ignored. Call it once.
   *
   * @throws SystemException if the library cannot be loaded
   */
  public static void catchAll() throws SystemException {
    NativeLibrary.load();
    SystemException.check(catchSignals0(), "pipe2");
  }

  /** Waits for the next signal. */
  public static Signal await() {
    int caught = awaitSignal0();
    if (caught < 0) {
      throw new IllegalStateException("read: " + Errno.name(-caught));
    }
    return new Signal(caught & ~BY_KERNEL, (caught & BY_KERNEL) != 0);
  }

  private static native int catchSignals0();

  private static native int awaitSignal0();
}
