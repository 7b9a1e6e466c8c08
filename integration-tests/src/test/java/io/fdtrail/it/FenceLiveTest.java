package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The fence around a tracer: it lets nothing else through, and the tracer never runs against it.
 */
class FenceLiveTest {
  private static final String NOTHING_REFUSED = "INFO the fence refused 0 calls";

  private interface Load {
    void run(Program tracer) throws IOException, InterruptedException;
  }

  private static Outcome fenced(String mode, Path directory)
      throws IOException, InterruptedException {
    Files.writeString(directory.resolve("old"), "old");
    Path natives = Layout.ROOT.resolve("cli/target/dist/native");
    return Program.run(
        "java",
        "-Dfdtrail.lib=" + natives,
        "-Djffi.boot.library.path=" + natives,
        "-Xshare:auto",
        "-XX:-UsePerfData",
        "-cp",
        System.getProperty("java.class.path"),
        Fenced.class.getName(),
        mode,
        directory.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rows", "metrics", "looks"})
  void nothingCanBeChanged(String mode, @TempDir Path directory)
      throws IOException, InterruptedException {
    Outcome outcome = fenced(mode, directory);
    assertThat(outcome.outLines()).as(outcome.err()).isEqualTo(Fenced.REPORTED);
    assertThat(directory.resolve("old")).hasContent("old");
  }

  @Test
  void anOutputCanBeWrittenAndRotated(@TempDir Path directory)
      throws IOException, InterruptedException {
    Outcome outcome = fenced("output", directory);
    assertThat(outcome.outLines())
        .as(outcome.err())
        .isEqualTo(Fenced.reportedWithOutput(outcome.err().contains("Landlock, version")));
  }

  private static void assertNothingRefused(Load load, String... options)
      throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
    try (Program tracer = Fdtrail.trace(options)) {
      load.run(tracer);
      tracer.signal("TERM");
      assertThat(tracer.await().errLines()).contains(NOTHING_REFUSED);
    }
  }

  private static void pass(Program tracer) throws IOException, InterruptedException {
    Fdtrail.pass(30_000);
  }

  @Test
  void theTableRunsAgainstNothing() throws IOException, InterruptedException {
    assertNothingRefused(FenceLiveTest::pass);
  }

  @Test
  void jsonLinesRunAgainstNothing() throws IOException, InterruptedException {
    assertNothingRefused(
        tracer -> {
          pass(tracer);
          Program.run(Layout.PASSFD.toString(), "run"); // each kind of file, of socket and of end
        },
        "-o",
        "json");
  }

  @Test
  void aFileThatIsRotatedRunsAgainstNothing(@TempDir Path directory)
      throws IOException, InterruptedException {
    assertNothingRefused(
        tracer -> {
          for (int i = 0; i < 10; i++) {
            Fdtrail.pass(3_000);
            tracer.signal("HUP");
          }
          assertThat(directory.resolve("rows.3")).exists();
        },
        "-o",
        "json",
        "--output",
        directory.resolve("rows").toString(),
        "--rotate-size",
        "200k",
        "--rotate-keep",
        "3");
  }

  @Test
  void metricsRunAgainstNothing() throws IOException, InterruptedException {
    assertNothingRefused(
        tracer -> {
          MetricsPage page = MetricsPage.of(tracer);
          for (int i = 0; i < 20; i++) {
            Fdtrail.pass(100);
            assertThat(page.read()).contains("fdtrail_events_total");
          }
        },
        "-o",
        "json",
        "--metrics",
        "0");
  }

  @Test
  void aCommandRunsAgainstNothing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
    Outcome outcome =
        Fdtrail.run(
            "-v", "-o", "json", "--", "sh", "-c", Layout.PASSFD + " one-thread 1000 1; exit 3");
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(3);
    assertThat(outcome.errLines()).contains(NOTHING_REFUSED);
  }

  @Test
  void aCommandOfAnotherUserIsSignalled() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
    List<String> command =
        List.of(
            Layout.FDTRAIL.toString(),
            "-v",
            "-o",
            "json",
            "--run-as",
            "nobody",
            "--",
            "sleep",
            "60");
    try (Program tracer = Fdtrail.tracing(command)) {
      while (!Files.readString(Path.of("/proc/" + tracer.pid() + "/status"))
          .contains("Seccomp:\t2")) {
        Thread.sleep(10);
      }
      tracer.signal("TERM");
      Outcome outcome = tracer.await();
      assertThat(outcome.status()).as(outcome.err()).isEqualTo(143);
      assertThat(outcome.errLines()).contains(NOTHING_REFUSED);
    }
  }
}
