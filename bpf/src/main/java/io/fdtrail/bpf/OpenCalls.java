package io.fdtrail.bpf;

import java.util.Arrays;

/**
 * How many calls were begun and have not returned, at some moments. Those in progress come and go: what is open each time is
 * a return that the kernel did not report, of a thread that made no other call.
 */
final class OpenCalls {
  private static final int LOOKS = 4;

  private final long[] seen = new long[LOOKS];
  private int looks;

  void look(long open) {
    seen[looks++ % LOOKS] = open;
  }

  /** Those that were open at each of the last moments. */
  long unreturned() {
    return looks < LOOKS ? 0 : Arrays.stream(seen).min().orElseThrow();
  }
}
