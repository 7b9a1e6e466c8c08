package io.fdtrail.cli.command;

import io.fdtrail.os.SystemCalls;
import io.fdtrail.os.SystemException;
import org.slf4j.LoggerFactory;

/**
 * Notices that nobody reads our standard output any more, even while there is nothing to write to
 * it.
 */
final class ReaderWatch {
  private static final int STDOUT = 1;

  private volatile boolean gone;

  private ReaderWatch() {}

  /**
   * @param stop called once the reader has gone
   */
  static ReaderWatch start(Runnable stop) {
    ReaderWatch watch = new ReaderWatch();
    Thread thread = new Thread(() -> watch.await(stop), "reader-watch");
    thread.setDaemon(true);
    thread.start();
    return watch;
  }

  /** For an output that always has a reader. */
  static ReaderWatch none() {
    return new ReaderWatch();
  }

  private void await(Runnable stop) {
    try {
      SystemCalls.awaitReaderGone(STDOUT);
      gone = true;
      stop.run();
    } catch (SystemException e) {
      LoggerFactory.getLogger("fdtrail").warn("the output is not watched: {}", e.getMessage());
    }
  }

  boolean isReaderGone() {
    return gone;
  }
}
