package io.fdtrail.bpf;

/**
 * Constants of the programs that are set before they are loaded.
 *
 * @param ringSize bytes of the ring: a power of two from the page size to {@link #MAX_RING_SIZE}
 * @param follow whether to mark what descendants of this process do
 * @param exits whether to record what processes that received descriptors have when they end
 * @param cmdline whether to record the command line of each process
 * @param ancestors whether to record the ancestors of each process
 * @param stacks whose user stacks to record: {@link #STACKS_SEND}, {@link #STACKS_RECV}, their sum
 *     or 0
 * @param chooses whether {@link Probe#choose} may be called
 */
public record Knobs(
    int ringSize,
    boolean follow,
    boolean exits,
    boolean cmdline,
    boolean ancestors,
    int stacks,
    boolean chooses) {
  public static final int STACKS_SEND = 1;
  public static final int STACKS_RECV = 2;

  /** The data is mapped twice, and the offsets in the mapping must fit into an int. */
  public static final int MAX_RING_SIZE = 1 << 29;

  /** A page. */
  public static final int MIN_RING_SIZE = 4096;

  /** Without what is recorded of processes on demand. */
  public Knobs(int ringSize, boolean follow, boolean exits) {
    this(ringSize, follow, exits, false, false, 0, false);
  }

  /** And without what processes have when they end. */
  public Knobs(int ringSize, boolean follow) {
    this(ringSize, follow, false);
  }

  public Knobs {
    if (ringSize < MIN_RING_SIZE || ringSize > MAX_RING_SIZE || Integer.bitCount(ringSize) != 1) {
      throw new IllegalArgumentException(
          "ring size "
              + ringSize
              + " is not a power of two from "
              + MIN_RING_SIZE
              + " to "
              + MAX_RING_SIZE);
    }
  }
}
