package io.fdtrail.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Messages that were queued before the trace began meet their ends, on this machine's own kernel.
 */
class QueuedBeforeLiveTest {
  @TempDir private Path directory;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  @Test
  void eachHasItsRow() throws IOException, InterruptedException {
    Path truth = directory.resolve("truth");
    Path gate = directory.resolve("gate");
    Program.run("mkfifo", gate.toString());
    String workload = "exec " + Layout.PASSFD + " before 0<>" + gate + " >" + truth;
    try (Program sockets = Program.start(List.of("bash", "-c", workload))) {
      while (!Files.exists(truth) || Files.size(truth) == 0) {
        Thread.sleep(10);
      }
      try (Program tracer =
          Fdtrail.tracing(List.of(Layout.FDTRAIL.toString(), "-v", "-o", "json"))) {
        Program.shell("echo >" + gate);
        sockets.await();
        tracer.signal("INT");
        QueuedBefore.check(Files.readAllLines(truth), Trace.parse(tracer.await().outLines()));
      }
    }
  }
}
