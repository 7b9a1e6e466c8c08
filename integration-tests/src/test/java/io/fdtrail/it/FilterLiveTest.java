package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel side decides of a filter. */
class FilterLiveTest {
  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  @Test
  void itChangesNoRow(@TempDir Path directory) throws IOException, InterruptedException {
    Path scenario = Layout.KERNELS.resolve("scenarios/filter.sh");
    String path = Layout.PASSFD.getParent() + ":" + Layout.FDTRAIL.getParent() + ":$PATH";
    Outcome outcome =
        Program.run(
            Duration.ofMinutes(5),
            List.of(
                "sh",
                "-c",
                "cd " + directory + "; PATH=" + path + " sh " + scenario + " tracepoint"));
    assertThat(outcome.status()).as(outcome.err()).isZero();
    FilterChecks.check(name -> Files.readAllLines(directory.resolve(name)));
  }
}
