package io.fdtrail.cli.output;

import java.time.Duration;

/**
 * How long to wait for a reader who does not read: without a limit, until a signal asks us to end.
 * What has no room by then is counted and omitted.
 */
public final class Patience {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long LAST_MILLIS = 800;
  private static final long HANG_MILLIS = 1600;
  private static final int HUNG = 1;

  /** That of the standard output and error, which are the only ones. */
  public static final Patience OURS = new Patience();

  private volatile long end;
  private volatile boolean ends;
  private volatile long writes;
  private volatile boolean writing;

  /** We must end within two seconds. From any thread; only the first time counts. */
  public synchronized void beginToEnd() {
    if (ends) {
      return;
    }
    end = System.nanoTime() + LAST_MILLIS * NANOS_PER_MILLI;
    ends = true;
    notifyAll();
    Thread watch = new Thread(this::watch, "end-watch");
    watch.setDaemon(true);
    watch.start();
  }

  /**
   * Waits for this long.
   *
   * @return whether a signal cut it short
   */
  public synchronized boolean pause(Duration length) {
    long until = System.nanoTime() + length.toNanos();
    long left = length.toMillis();
    while (!ends && left > 0) {
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      left = (until - System.nanoTime()) / NANOS_PER_MILLI;
    }
    return ends;
  }

  /** Whether a signal has asked us to end. */
  public boolean hasBegunToEnd() {
    return ends;
  }

  /** Whether we wait for nobody any more. */
  public boolean isOver() {
    return ends && System.nanoTime() - end >= 0;
  }

  /** The caller is about to write, which may take as long as somebody else likes. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // only the tracing thread writes
  void begin() {
    writes++;
    writing = true;
  }

  void done() {
    writing = false;
  }

  /** A write that does not end, such as one to a file whose server is gone, is abandoned. */
  private void watch() {
    sleep(LAST_MILLIS);
    long before = writes;
    boolean stuck = writing;
    sleep(HANG_MILLIS - LAST_MILLIS);
    if (stuck && writing && writes == before) {
      System.err.println(
          "fdtrail: the output hangs, and fdtrail gave up: what was not written is lost");
      Runtime.getRuntime().halt(HUNG);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
