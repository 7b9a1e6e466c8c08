package io.fdtrail.bpf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A ring with records that a kernel once wrote, {@code ring.bin}. {@link #refill} gives them again, and as a kernel would:
 * later, about other messages, and what was new when they were recorded (processes, sockets, files) is new each time.
 */
final class RecordedRing {
  static final int RECORDS = 1100;

  private static final int SIZE = 1 << 18;
  private static final int PAGE = 4096;
  private static final int HEADER = 8;
  private static final int DISCARDED = 1 << 30;
  private static final int PID_MAX = 1 << 22;
  private static final long STEP = 2000; // the numbers of one round do not meet those of the next

  // Of struct fdtrail_record:
  private static final int BOOT_NS = 0;
  private static final int MESSAGE = 8;
  private static final int[] PIDS = {48, 52, 104, 108};
  private static final int[] SOCKET_INODES = {80, 88};
  private static final int FILE_ID = 144;

  private final ByteBuffer consumer = page(PAGE);
  private final ByteBuffer producer = page(PAGE + 2 * SIZE);
  private final Ring ring = new Ring(consumer, producer, SIZE);
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
      end += HEADER + (recorded.getInt(end) + 7 & ~7);
    }
    if (end != recorded.capacity()) {
      throw new IOException("ring.bin does not hold " + RECORDS + " records");
    }
    producer.putInt(PAGE + end, DISCARDED | SIZE - end - HEADER); // so that no record wraps
    duration = recorded.getLong(offsets[RECORDS - 1] + BOOT_NS) - recorded.getLong(offsets[0] + BOOT_NS);
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
      move(record + MESSAGE, round * STEP);
      move(record + FILE_ID, round);
      for (int field : SOCKET_INODES) {
        move(record + field, round * STEP);
      }
      for (int field : PIDS) {
        movePid(record + field);
      }
    }
    producer.putLong(0, round * SIZE);
  }

  /** 0 is unknown, and stays so. */
  private void move(int at, long by) {
    long value = recorded.getLong(at);
    if (value != 0) {
      producer.putLong(PAGE + at, value + by);
    }
  }

  private void movePid(int at) {
    int pid = recorded.getInt(at);
    if (pid != 0) {
      producer.putInt(PAGE + at, (int) ((pid + round * STEP) % PID_MAX));
    }
  }
}
