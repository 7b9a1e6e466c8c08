package io.fdtrail.bpf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.function.IntConsumer;

/**
 * The consumer's side of a BPF ring buffer, read in place. For use by one thread.
 *
 * <pre>
 * consumer page        producer page        data            its beginning again
 * +---------------+    +---------------+    +---------------+---------------+
 * | position : 8  |    | position : 8  |    | records       | (the same)    |
 * +---------------+    +---------------+    +---------------+---------------+
 *
 * record:  | busy : 1 | discarded : 1 | length : 30 | (kernel) : 32 | payload : length | padding to 8 |
 * </pre>
 *
 * Positions count bytes since the ring was created; a position modulo the size is its place in the
 * data. The kernel offers the data a second time after its end, so that no record wraps. Only a
 * window of it is mapped, because what is mapped counts as resident memory.
 */
public final class Ring {
  /** Takes one record. The bytes are valid only during the call. */
  public interface RecordHandler {
    /**
     * Takes a record.
     *
     * @param bytes little-endian; ignore its position and limit
     */
    void record(ByteBuffer bytes, int offset, int length);

    /**
     * The records in this range follow, one after another. They stay as they are until the next
     * call of this: a handler that copies records may copy them all at once.
     *
     * @param bytes as in {@link #record}
     * @param to its end; {@code from}: no record follows
     */
    default void following(ByteBuffer bytes, int from, int to) {}
  }

  private static final int HEADER_SIZE = 8;

  // The sign is "busy".
  private static final int DISCARDED = 1 << 30;
  private static final int LENGTH = DISCARDED - 1;

  private static final VarHandle POSITION =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Bytes of the data that are mapped, and read until others are; of a smaller ring, all. */
  static final int WINDOW = 1 << 20;

  /** Bytes of records that are handed out before their room is freed, unless one has more. */
  private static final int CHUNK = 1 << 16;

  /** The share of a small ring. */
  private static final int CHUNKS = 16;

  private static final int CHUNK_RECORDS = 256;

  private final ByteBuffer consumer;
  private final ByteBuffer producer;
  private final ByteBuffer window;
  private final IntBuffer words; // the same: cheaper than a handle with C1
  private final IntConsumer mover;
  private final int pageSize;
  private final int size;
  private final long mask;
  private final int outside; // bits of an offset that is not in the window
  private final int chunk;
  private final int[] headers = new int[CHUNK_RECORDS]; // of those found
  private int foundSize;
  private int windowAt; // in the data
  private long position;
  private boolean closed;

  /**
   * @param window the first bytes of the data, {@link #WINDOW} or all, and as many more as a record
   *     may have
   * @param mover maps the data from an offset on into the window
   */
  Ring(
      ByteBuffer consumerPage,
      ByteBuffer producerPage,
      ByteBuffer window,
      IntConsumer mover,
      int size) {
    this.consumer = consumerPage;
    this.producer = producerPage;
    this.window = window.order(ByteOrder.LITTLE_ENDIAN);
    this.words = window.asIntBuffer();
    this.mover = mover;
    this.pageSize = consumerPage.capacity();
    this.size = size;
    this.mask = size - 1L;
    this.outside = -Math.min(size, WINDOW);
    this.chunk = Math.min(size / CHUNKS, CHUNK);
    this.position = (long) POSITION.getAcquire(consumerPage, 0);
    if (window.capacity() <= Math.min(size, WINDOW)) {
      throw new IllegalArgumentException("the window has only " + window.capacity() + " bytes");
    }
  }

  /**
   * Hands out the available records, oldest first, and frees their room some records later, at the
   * latest when it returns. Skips discarded records, and stops at a record that is still being
   * written.
   *
   * @return how many were handed out: {@code limit}, or fewer if the ring is drained
   */
  public int poll(RecordHandler handler, int limit) {
    int count = 0;
    while (count < limit) {
      int found = find(limit - count);
      if (found == 0) {
        break;
      }
      count += handOut(handler, found);
    }
    return count;
  }

  /**
   * How many complete records are next in the window and in a chunk, discarded ones among them:
   * their {@link #headers}, and their size.
   */
  private int find(int limit) {
    int most = Math.min(limit, CHUNK_RECORDS);
    int size = 0;
    int found = 0;
    long available = fill();
    if (available > 0) {
      int from = placeInWindow();
      int end = (int) Math.min(available, Math.min(chunk, -outside - from));
      while (found < most && size < end) {
        int header = words.get((from + size) / Integer.BYTES); // since fill() acquired
        if (header < 0) {
          break;
        }
        headers[found++] = header;
        size += room(header);
      }
    }
    VarHandle.loadLoadFence(); // no record is read before its header
    foundSize = size;
    return found;
  }

  private static int room(int header) {
    return HEADER_SIZE + ((header & LENGTH) + 7 & ~7);
  }

  /** Returns how many of those found were not discarded. */
  private int handOut(RecordHandler handler, int found) {
    int at = placeInWindow();
    int count = 0;
    handler.following(window, at, at + foundSize);
    try {
      for (int i = 0; i < found; i++) {
        int header = headers[i];
        if ((header & DISCARDED) == 0) {
          handler.record(window, at + HEADER_SIZE, header & LENGTH);
          count++;
        }
        int room = room(header);
        at += room;
        position += room;
      }
    } finally {
      handler.following(window, at, at);
      POSITION.setRelease(consumer, 0, position);
    }
    return count;
  }

  /** Where the next record is in the window, which is moved there if it has to be. */
  private int placeInWindow() {
    int at = (int) (position & mask) - windowAt;
    return (at & outside) == 0 ? at : move();
  }

  private int move() {
    int at = (int) (position & mask);
    windowAt = at & -pageSize;
    mover.accept(windowAt);
    return at - windowAt;
  }

  /** The number of bytes waiting in the ring, including headers. */
  public long fill() {
    return closed ? 0 : (long) POSITION.getAcquire(producer, 0) - position;
  }

  /** Like {@link #fill}, for other threads, before {@link #close}. */
  long fillAsOthersSee() {
    long consumed = (long) POSITION.getAcquire(consumer, 0);
    return Math.max(0, (long) POSITION.getAcquire(producer, 0) - consumed);
  }

  /** The capacity in bytes. */
  public int size() {
    return size;
  }

  /** Empties the ring before its pages are unmapped. */
  void close() {
    closed = true;
  }
}
