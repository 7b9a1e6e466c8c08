package io.fdtrail.recording;

import io.fdtrail.event.Cgroup;
import io.fdtrail.event.Container;
import io.fdtrail.event.ContainerNames;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Unit;
import io.fdtrail.kernel.Backend;
import io.fdtrail.kernel.LossReason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** A recording in memory, and what is in it. */
final class Written {
  static final Cgroup CGROUP =
      new Cgroup(
          true,
          new Container("docker", RawText.of("4ea8"), "pod")
              .named(
                  new ContainerNames(
                      RawText.of("web"),
                      RawText.of("nginx:1"),
                      RawText.of("web-0"),
                      RawText.of("shop"))),
          new Unit(RawText.of("a.service"), RawText.EMPTY, RawText.of("b.slice")));

  static Cgroup ofImage(String image) {
    Container container = CGROUP.container();
    ContainerNames names =
        new ContainerNames(RawText.EMPTY, RawText.of(image), RawText.EMPTY, RawText.EMPTY);
    return new Cgroup(true, container.named(names), CGROUP.unit());
  }

  private final List<ByteArrayOutputStream> files = new ArrayList<>();
  private boolean isFull;
  final RecordingWriter writer = new RecordingWriter(header(), 5, 1000, this::write);

  private static RecordingHeader header() {
    return RecordingHeader.of(
        "t1", Backend.KPROBE, true, Map.of("fdtrail", "1.0"), Path.of("/nowhere"));
  }

  private boolean write(byte[] block, int length, Supplier<byte[]> beginning) {
    if (isFull) {
      return false;
    }
    if (files.isEmpty()) {
      rotate();
    }
    ByteArrayOutputStream last = files.get(files.size() - 1);
    if (last.size() == 0) {
      last.writeBytes(beginning.get());
    }
    last.write(block, 0, length);
    return true;
  }

  void rotate() {
    files.add(new ByteArrayOutputStream());
  }

  void fill(boolean full) {
    isFull = full;
  }

  byte[] file(int number) {
    return files.get(number).toByteArray();
  }

  void record(String text) {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    writer.record(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), 0, bytes.length);
  }

  /** Says what is read. */
  static final class Heard implements Recorder {
    final List<String> lines = new ArrayList<>();

    @Override
    public void record(ByteBuffer bytes, int offset, int length) {
      byte[] record = new byte[length];
      bytes.get(offset, record);
      lines.add(new String(record, java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    @Override
    public void turn(long bootNs) {
      lines.add("turn " + (bootNs == NEWEST ? "newest" : bootNs));
    }

    @Override
    public void tick(long bootNs, long offset, ToLongFunction<LossReason> losses) {
      lines.add("tick " + bootNs + " " + offset + " " + losses.applyAsLong(LossReason.RING_FULL));
    }

    @Override
    public void end(long bootNs, long offset, ToLongFunction<LossReason> losses) {
      lines.add("end " + bootNs + " " + offset + " " + losses.applyAsLong(LossReason.RING_FULL));
    }

    @Override
    public void cgroup(long id, int pid, Cgroup cgroup) {
      lines.add("cgroup " + id + " " + pid + (cgroup.equals(CGROUP) ? "" : " " + cgroup));
    }

    @Override
    public void ended(int pid, long bootNs) {
      lines.add("ended " + pid + " " + bootNs);
    }

    @Override
    public void unwritten(long steps) {
      if (steps > 0) {
        lines.add("unwritten " + steps);
      }
    }
  }

  static List<String> read(byte[] file) throws IOException {
    Heard heard = new Heard();
    try (RecordingReader reader = new RecordingReader(new ByteArrayInputStream(file))) {
      while (reader.next(heard)) {
        // entry by entry
      }
    }
    return heard.lines;
  }
}
