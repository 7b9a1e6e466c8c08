package io.fdtrail.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The kernel's side of a ring: writes records as the kernel would, and the beginning of the data
 * behind its end too.
 */
final class RingPages {
  private static final int PAGE = 4096;
  private static final int OVERLAP = 64; // the longest record of these tests

  final ByteBuffer consumer = page(PAGE);
  final ByteBuffer producer;
  private final int size;
  private long position;
  private int moves;

  RingPages(int size) {
    this(size, 0);
  }

  /** A ring in the middle of its life. */
  RingPages(int size, long position) {
    this.size = size;
    this.position = position;
    this.producer = page(PAGE + size + OVERLAP);
    consumer.putLong(0, position);
    producer.putLong(0, position);
  }

  Ring ring() {
    int shown = Math.min(size, Ring.WINDOW);
    ByteBuffer data = producer.slice(PAGE, size + OVERLAP);
    ByteBuffer window = shown == size ? data : page(shown + OVERLAP);
    return new Ring(consumer, producer, window, from -> show(data, from, window), size);
  }

  /** As it is now: of a ring that is larger than the window, write all before reading. */
  private void show(ByteBuffer data, int from, ByteBuffer window) {
    moves++;
    for (int i = 0; i < window.capacity(); i++) {
      window.put(i, data.get((from + i) % size));
    }
  }

  /** How often the window was moved. */
  int moves() {
    return moves;
  }

  long consumed() {
    return consumer.getLong(0);
  }

  /** Reserves room for the payload; returns where, for {@link #commit} or {@link #discard}. */
  long reserve(byte[] payload) {
    long at = position;
    header(at, payload.length | 1 << 31);
    for (int i = 0; i < payload.length; i++) {
      put(at + 8 + i, payload[i]);
    }
    position += 8 + (payload.length + 7) / 8 * 8;
    producer.putLong(0, position);
    return at;
  }

  void commit(long at) {
    header(at, length(at));
  }

  void discard(long at) {
    header(at, length(at) | 1 << 30);
  }

  void write(byte... payload) {
    commit(reserve(payload));
  }

  private int length(long at) {
    return producer.getInt(PAGE + (int) (at % size)) & (1 << 30) - 1;
  }

  private void header(long at, int value) {
    for (int i = 0; i < 4; i++) {
      put(at + i, (byte) (value >>> (8 * i)));
    }
  }

  private void put(long at, byte value) {
    int offset = (int) (at % size);
    producer.put(PAGE + offset, value);
    if (offset < OVERLAP) {
      producer.put(PAGE + size + offset, value);
    }
  }

  private static ByteBuffer page(int bytes) {
    return ByteBuffer.allocateDirect(bytes + 8)
        .alignedSlice(8)
        .slice(0, bytes)
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}
