package io.fdtrail.bpf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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
 * data. The beginning of the data is mapped a second time after its end, so that no record wraps.
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

  private final ByteBuffer consumer;
  private final ByteBuffer producer;
  private final ByteBuffer data;
  private final int size;
  private final long mask;
  private long position;
  private boolean closed;

  /**
   * @param producerPages the producer's page, the data, and the beginning of the data again, as
   *     long as a record may be
   */
  Ring(ByteBuffer consumerPage, ByteBuffer producerPages, int size) {
    this.consumer = consumerPage;
    this.producer = producerPages;
    this.size = size;
    this.mask = size - 1L;
    int page = consumerPage.capacity();
    this.data =
        producerPages.slice(page, producerPages.capacity() - page).order(ByteOrder.LITTLE_ENDIAN);
    this.position = (long) POSITION.getAcquire(consumerPage, 0);
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
      int at = (int) (position & mask);
      int header = (int) HEADER.getAcquire(data, at);
      if ((header & BUSY) != 0) {
        break;
      }
      int length = header & LENGTH;
      if ((header & DISCARDED) == 0) {
        handler.record(data, at + HEADER_SIZE, length);
        count++;
      }
      position += HEADER_SIZE + (length + 7 & ~7);
      POSITION.setRelease(consumer, 0, position);
    }
    return count;
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
