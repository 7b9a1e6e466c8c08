package io.fdtrail.bpf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
  }

  private static final int HEADER_SIZE = 8;
  private static final int BUSY = 1 << 31;
  private static final int DISCARDED = 1 << 30;
  private static final int LENGTH = DISCARDED - 1;

  private static final VarHandle POSITION =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle HEADER =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** Bytes of the data that are mapped, and read until others are; of a smaller ring, all. */
  static final int WINDOW = 1 << 20;

  private final ByteBuffer consumer;
  private final ByteBuffer producer;
  private final ByteBuffer window;
  private final IntConsumer mover;
  private final int pageSize;
  private final int size;
  private final long mask;
  private final int outside; // bits of an offset that is not in the window
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
    this.mover = mover;
    this.pageSize = consumerPage.capacity();
    this.size = size;
    this.mask = size - 1L;
    this.outside = -Math.min(size, WINDOW);
    this.position = (long) POSITION.getAcquire(consumerPage, 0);
    if (window.capacity() <= Math.min(size, WINDOW)) {
      throw new IllegalArgumentException("the window has only " + window.capacity() + " bytes");
    }
  }

  /**
   * Hands out the available records, oldest first, and frees the room of each when the handler
   * returns. Skips discarded records, and stops at a record that is still being written.
   *
   * @return how many were handed out: {@code limit}, or fewer if the ring is drained
   */
  public int poll(RecordHandler handler, int limit) {
    int count = 0;
    while (count < limit && fill() > 0) {
      int at = placeInWindow();
      int header = (int) HEADER.getAcquire(window, at);
      if ((header & BUSY) != 0) {
        break;
      }
      int length = header & LENGTH;
      if ((header & DISCARDED) == 0) {
        handler.record(window, at + HEADER_SIZE, length);
        count++;
      }
      position += HEADER_SIZE + (length + 7 & ~7);
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
