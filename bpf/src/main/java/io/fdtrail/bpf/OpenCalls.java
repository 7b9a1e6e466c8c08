package io.fdtrail.bpf;

import java.util.Arrays;

/**
 * How many calls had begun and not returned, at a few moments. Calls in progress come and go. The
 * number that stays open at every moment is that of returns that the kernel did not report, of
 * threads that made no other call.
 */
final class OpenCalls {
  private static final int LOOKS = 4;

  private final long[] seen = new long[LOOKS];
  private int looks;

  void look(long open) {
    seen[looks++ % LOOKS] = open;
  }

  /** The least number of open calls at the last moments; 0 until there were enough moments. */
  long unreturned() {
    return looks < LOOKS ? 0 : Arrays.stream(seen).min().orElseThrow();
  }
}
