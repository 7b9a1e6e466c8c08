package io.fdtrail.bpf;

import io.fdtrail.kernel.Backend;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Records what {@link RecordedRing} gives again: {@code RingRecorder FILE COMMAND...} runs the
 * command, and saves the first records about its processes, and nobody else's, as they lie in the
 * ring. {@code bench/rows record} runs it.
 */
final class RingRecorder {
  private static final int HEADER = 8;
  private static final int RING_SIZE = 1 << 23;
  private static final int FLAGS = 4; // of struct fdtrail_head
  private static final int OURS = 1 << 1 | 1 << 2; // FDTRAIL_F_FOLLOWED, FDTRAIL_F_SENDER_FOLLOWED

  private final ByteArrayOutputStream saved = new ByteArrayOutputStream();
  private int count;

  private RingRecorder() {}

  public static void main(String[] arguments)
      throws IOException, InterruptedException, ProbeException {
    String[] command = Arrays.copyOfRange(arguments, 1, arguments.length);
    RingRecorder recorder = new RingRecorder();
    try (Probe probe = Probe.open(Backend.TRACEPOINT, new Knobs(RING_SIZE, true))) {
      int status = new ProcessBuilder(command).inheritIO().start().waitFor();
      probe.detach();
      probe.ring().poll(recorder::record, Integer.MAX_VALUE);
      if (status != 0 || recorder.count < RecordedRing.RECORDS) {
        throw new IOException(
            "status "
                + status
                + ", "
                + recorder.count
                + " records in place of "
                + RecordedRing.RECORDS);
      }
    }
    Files.write(Path.of(arguments[0]), recorder.saved.toByteArray());
  }

  private void record(ByteBuffer bytes, int offset, int length) {
    if ((bytes.get(offset + FLAGS) & OURS) == 0 || ++count > RecordedRing.RECORDS) {
      return;
    }
    for (int at = offset - HEADER; at < offset + (length + 7 & ~7); at++) {
      saved.write(bytes.get(at));
    }
  }
}
