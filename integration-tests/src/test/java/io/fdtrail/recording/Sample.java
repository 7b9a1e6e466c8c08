package io.fdtrail.recording;

import io.fdtrail.event.Cgroup;
import io.fdtrail.event.Container;
import io.fdtrail.event.ContainerNames;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Unit;
import io.fdtrail.kernel.Backend;
import io.fdtrail.kernel.LossReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/** Makes a recording of records that a kernel once wrote. */
public final class Sample {
  private static final long OFFSET = 1_790_000_000_000_000_000L;
  private static final int RECORDS_PER_TICK = 200;
  private static final int BOOT_NS = 8;
  private static final int KIND = 3; // fdtrail.h
  private static final byte KIND_OPEN = 4;
  private static final int FEW = 16;
  private static final int DEMO_SENDER = 21161; // in the root of version 2

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();

  private final int most;

  private Sample(int most) {
    this.most = most;
  }

  /** The sample of the present version. */
  public static byte[] make() throws IOException {
    return new Sample(Integer.MAX_VALUE).of(ring());
  }

  /** The beginning of it, with what some processes have when they end. */
  public static byte[] small() throws IOException {
    return new Sample(FEW).of(ring());
  }

  private static ByteBuffer ring() throws IOException {
    try (InputStream ring = Sample.class.getResourceAsStream("/io/fdtrail/bpf/ring.bin")) {
      return ByteBuffer.wrap(ring.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /**
   * Writes one of 2 KB for each event, which nothing compresses.
   *
   * @return the number of events
   */
  public static long large(OutputStream to, int rounds) throws IOException {
    ByteBuffer ring = ring();
    RecordingWriter writer = writer(ring, to);
    Random random = new Random(15);
    int count = 0;
    for (int round = 0; round < rounds; round++) {
      for (int at = 0; at < ring.capacity(); count++) {
        int length = ring.getInt(at);
        writer.record(ring, at + Long.BYTES, length);
        writer.cgroup(count, count, cgroup(random));
        at += Long.BYTES + (length + 7 & ~7);
      }
      writer.tick(round, OFFSET, reason -> 0);
    }
    writer.end(rounds, OFFSET, reason -> 0);
    writer.close();
    return count;
  }

  private static Cgroup cgroup(Random random) {
    byte[] text = new byte[1000];
    random.nextBytes(text);
    Container container = new Container("docker", RawText.of(text), "");
    random.nextBytes(text);
    return new Cgroup(true, container, new Unit(RawText.of(text), RawText.EMPTY, RawText.EMPTY));
  }

  private static RecordingWriter writer(ByteBuffer ring, OutputStream file) {
    RecordingHeader header =
        RecordingHeader.of(
            "a-sample", Backend.FENTRY, false, Map.of("fdtrail", "0.1.0"), Path.of("/nowhere"));
    boolean[] begun = {false};
    return new RecordingWriter(
        header,
        ring.getLong(Long.BYTES + BOOT_NS),
        OFFSET,
        (block, length, beginning) -> {
          try {
            if (!begun[0]) {
              begun[0] = true;
              file.write(beginning.get());
            }
            file.write(block, 0, length);
            return true;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private byte[] of(ByteBuffer ring) {
    RecordingWriter writer = writer(ring, file);
    int count = 0;
    long now = 0;
    for (int at = 0; at < ring.capacity() && count < most; count++) {
      int length = ring.getInt(at);
      now = ring.getLong(at + Long.BYTES + BOOT_NS);
      writer.record(ring, at + Long.BYTES, length);
      if (most == FEW && count % 3 == 0) {
        writer.record(open(ring, at + Long.BYTES, length), 0, length);
      }
      if (count == 0) {
        writer.cgroup(1, DEMO_SENDER, cgroup());
      }
      at += Long.BYTES + (length + 7 & ~7);
      if (count % RECORDS_PER_TICK == 0) {
        long lost = count / RECORDS_PER_TICK;
        writer.turn(now);
        writer.ended(1 << 20, now);
        writer.tick(now, OFFSET + lost, reason -> reason == LossReason.RING_FULL ? lost : 0);
      }
    }
    writer.end(now, OFFSET, reason -> 0);
    writer.close();
    return file.toByteArray();
  }

  /** What has been received, and is still there. */
  private static ByteBuffer open(ByteBuffer ring, int at, int length) {
    ByteBuffer record = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    record.put(0, ring, at, length).put(KIND, KIND_OPEN);
    return record;
  }

  private static Cgroup cgroup() {
    Container container = new Container("docker", RawText.of("0123456789abcdef"), "");
    ContainerNames names =
        new ContainerNames(
            RawText.of("web"), RawText.of("nginx:1.27"), RawText.EMPTY, RawText.EMPTY);
    return new Cgroup(
        true,
        container.named(names),
        new Unit(RawText.of("a.service"), RawText.EMPTY, RawText.of("-.slice")));
  }
}
