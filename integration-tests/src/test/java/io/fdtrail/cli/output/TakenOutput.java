package io.fdtrail.cli.output;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** An output whose lines are taken before they are written. */
public final class TakenOutput {
  private static final Path NULL = Path.of("/dev/null");
  // What is written to a device is handed over line by line.
  private static final Path NO_DEVICE = Path.of("/");

  private final EventOutput output;

  public TakenOutput() {
    try {
      output = EventOutput.of(FileChannel.open(NULL, StandardOpenOption.WRITE), NO_DEVICE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An output that is kept. */
  public static EventOutput kept(ByteArrayOutputStream in) {
    return EventOutput.of(
        (lines, length) -> {
          in.write(lines, 0, length);
          return 0;
        });
  }

  public EventOutput output() {
    return output;
  }

  /** What was written since the last time. Of 64 KiB and more nothing is left. */
  public byte[] take() {
    byte[] lines = Arrays.copyOf(output.line().array(), output.line().length());
    output.line().clear();
    return lines;
  }
}
