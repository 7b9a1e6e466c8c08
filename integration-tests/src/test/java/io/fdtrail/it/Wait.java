package io.fdtrail.it;

import java.io.IOException;
import java.time.Duration;

/** Waits for what nobody announces. */
final class Wait {
  private Wait() {}

  interface Condition {
    boolean holds() throws IOException;
  }

  /** Fails if it does not hold within that time. */
  static void until(Duration limit, Condition condition) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - deadline >= 0) {
        throw new AssertionError("the time is up");
      }
      Thread.sleep(20);
    }
  }
}
