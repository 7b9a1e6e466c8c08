package io.fdtrail.cli.ship;

import io.fdtrail.cli.output.OutputFile;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Writes as a tracer does, until it is killed. Its arguments: file, bytes of each file, files. */
final class WriterProcess {
  private static final int LINES = 20;

  private WriterProcess() {}

  public static void main(String[] arguments) throws Exception {
    OutputFile.Rotation rotation =
        new OutputFile.Rotation(Long.parseLong(arguments[1]), Integer.parseInt(arguments[2]));
    PrintStream messages = System.err;
    try (OutputFile file = OutputFile.open(arguments[0], rotation, messages)) {
      for (long number = first(); ; number += LINES) {
        write(file, number, LINES);
        Thread.sleep(1);
      }
    }
  }

  /** As that of a trace that begins now. */
  static long first() {
    long now = SampleLine.wallNanos();
    return TimeUnit.NANOSECONDS.toMicros(now - Gaps.bootNanos(Path.of("/proc"), now));
  }

  static void write(OutputFile file, long first, int count) {
    StringBuilder lines = new StringBuilder();
    for (long number = first; number < first + count; number++) {
      lines.append(SampleLine.of(number));
    }
    byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
    if (file.write(bytes, bytes.length) > 0) {
      throw new IllegalStateException("the disk is full");
    }
  }
}
