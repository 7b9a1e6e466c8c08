package io.fdtrail.bpf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A ring with records that a kernel once wrote, {@code ring.bin}. {@link #refill} gives them again,
 * and as a kernel would: later, about other messages, and what was new when they were recorded
 * (processes, sockets, files) is new each time.
 */
final class RecordedRing {
  static final int RECORDS = 1100;

  private static final int SIZE = 1 << 18;
  private static final int PAGE = 4096;
  private static final int HEADER = 8;
  private static final int DISCARDED = 1 << 30;
  private static final int PID_MAX = 1 << 22;
  private static final long STEP = 2000; // the numbers of one round do not meet those of the next

  // Of fdtrail.h:
  private static final int BOOT_NS = 8;
  private static final int SIZEOF_HEAD = 16;
  private static final int PART_SIZE = 2;
  private static final int PART_ACT = 1;
  private static final int PART_PROCESS = 5;
  private static final int PART_SOCKET = 7;
  private static final int PART_SENDER = 9;
  private static final int PART_FILE = 10;

  private final ByteBuffer consumer = page(PAGE);
  private final ByteBuffer producer = page(PAGE + 2 * SIZE);
  private final Ring ring =
      new Ring(consumer, producer, producer.slice(PAGE, 2 * SIZE), from -> {}, SIZE);
  private final ByteBuffer recorded;
  private final int[] offsets = new int[RECORDS];
  private final long duration;
  private long round;

  RecordedRing() throws IOException {
    try (InputStream file = RecordedRing.class.getResourceAsStream("ring.bin")) {
      recorded = ByteBuffer.wrap(file.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }
    producer.put(PAGE, recorded, 0, recorded.capacity());
    int end = 0;
    for (int i = 0; i < RECORDS; i++) {
      offsets[i] = end + HEADER;
      end += HEADER + whole(recorded.getInt(end));
    }
    if (end != recorded.capacity()) {
      throw new IOException("ring.bin does not hold " + RECORDS + " records");
    }
    producer.putInt(PAGE + end, DISCARDED | SIZE - end - HEADER); // so that no record wraps
    duration =
        recorded.getLong(offsets[RECORDS - 1] + BOOT_NS) - recorded.getLong(offsets[0] + BOOT_NS);
  }

  private static ByteBuffer page(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  Ring ring() {
    return ring;
  }

  /** Writes all records anew; the ring is empty before. */
  void refill() {
    round++;
    for (int record : offsets) {
      move(record + BOOT_NS, round * duration);
      int end = record + recorded.getInt(record - HEADER);
      for (int part = record + SIZEOF_HEAD;
          part < end;
          part += whole(recorded.getShort(part + PART_SIZE))) {
        movePart(part);
      }
    }
    producer.putLong(0, round * SIZE);
  }

  private static int whole(int size) {
    return size + 7 & ~7;
  }

  private void movePart(int at) {
    switch (recorded.get(at)) {
      case PART_ACT -> move(at + 8, round * STEP);
      case PART_PROCESS -> movePids(at + 4);
      case PART_SOCKET -> moveInodes(at + 8);
      case PART_SENDER -> movePids(at + 16);
      case PART_FILE -> move(at + 8, round);
      default -> {}
    }
  }

  /** 0 is unknown, and stays so. */
  private void move(int at, long by) {
    long value = recorded.getLong(at);
    if (value != 0) {
      producer.putLong(PAGE + at, value + by);
    }
  }

  /** Of a process and its thread. */
  private void movePids(int from) {
    for (int at = from; at <= from + Integer.BYTES; at += Integer.BYTES) {
      int pid = recorded.getInt(at);
      if (pid != 0) {
        producer.putInt(PAGE + at, (int) ((pid + round * STEP) % PID_MAX));
      }
    }
  }

  /** Of a socket and its peer. */
  private void moveInodes(int from) {
    for (int at = from; at <= from + Integer.BYTES; at += Integer.BYTES) {
      int inode = recorded.getInt(at);
      if (inode != 0) {
        producer.putInt(PAGE + at, (int) (inode + round * STEP));
      }
    }
  }
}
