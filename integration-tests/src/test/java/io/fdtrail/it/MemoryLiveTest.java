package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a tracer holds of the machine's memory. */
class MemoryLiveTest {
  /** The target of docs/performance.md, in KiB. */
  private static final int IDLE = 40 << 10;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  private static int residentKib(Program tracer) throws IOException {
    String size =
        Files.readAllLines(Path.of("/proc/" + tracer.pid() + "/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return Integer.parseInt(size.replaceAll("\\D", ""));
  }

  /** It works on from the files that it has given back. */
  @Test
  void anIdleTraceIsSmall() throws IOException, InterruptedException {
    try (Program tracer = Fdtrail.trace("-o", "json")) {
      tracer.awaitErr(line -> line.contains("KiB of files"));
      assertThat(residentKib(tracer)).isLessThan(IDLE);
      Fdtrail.pass(20_000);
      tracer.signal("TERM");
      Outcome outcome = tracer.await();
      assertThat(outcome.status()).as(outcome.err()).isZero();
      assertThat(Trace.parse(outcome.outLines()).events()).hasSize(40_000);
    }
  }
}
