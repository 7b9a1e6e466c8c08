package io.fdtrail.bpf;

/**
 * A ring that is made while nobody waits for it: the kernel clears all of its memory, which takes a
 * tenth of a start. At most one, for the probe that is opened next.
 */
final class RingAhead {
  private static final int NONE = -1;

  private static int ring = NONE;
  private static int bytes;
  private static boolean isLate;

  private RingAhead() {}

  /** Does nothing if a probe has been opened meanwhile, or the kernel does not allow it. */
  static synchronized void make(int size) {
    if (!isLate) {
      ring = ProbeNative.makeRing0(size);
      bytes = size;
    }
  }

  /**
   * The ring, if there is one of this size. The caller closes it.
   *
   * @return its descriptor; negative if there is none
   */
  static synchronized int take(int size) {
    isLate = true;
    int taken = ring;
    ring = NONE;
    if (taken >= 0 && bytes != size) {
      ProbeNative.discardRing0(taken);
      return NONE;
    }
    return taken;
  }
}
