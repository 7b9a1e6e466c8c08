package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One file of {@code --output}, and more than one who would have it. */
class OutputLockLiveTest {
  @TempDir private Path directory;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  private static Program trace(Path file, String keep) throws IOException, InterruptedException {
    return Fdtrail.trace(
        "-o", "json", "--output", file.toString(), "--rotate-size", "20K", "--rotate-keep", keep);
  }

  private static void isRefused(Path file, Program writer)
      throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("-d", "1", "--output", file.toString());
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(1);
    String reason = "process " + writer.pid() + " is writing it";
    assertThat(outcome.err()).isEqualTo("fdtrail: cannot open " + file + ": " + reason + "\n");
  }

  private static void end(Program tracer) throws IOException, InterruptedException {
    tracer.signal("TERM");
    Outcome outcome = tracer.await();
    assertThat(outcome.status()).as(outcome.err()).isZero();
  }

  /** Also after a hang-up without a change, and after a rotation. */
  @Test
  void aSecondTracerOfTheSameFileIsRefused() throws IOException, InterruptedException {
    Path file = directory.resolve("trail");
    try (Program tracer = trace(file, "5")) {
      isRefused(file, tracer);
      tracer.signal("HUP");
      Thread.sleep(500); // it is opened anew before the next rows
      Fdtrail.pass(1);
      isRefused(file, tracer);
      Fdtrail.pass(200);
      awaitFile(directory.resolve("trail.1"));
      isRefused(file, tracer);
      end(tracer);
    }
    assertThat(Fdtrail.run("-d", "1", "--output", file.toString()).status()).isZero();
  }

  private static void awaitFile(Path file) throws InterruptedException {
    for (int i = 0; i < 500 && !Files.exists(file); i++) {
      Thread.sleep(10);
    }
    assertThat(file).exists();
  }

  /** Whoever comes while it is renamed takes over, or is refused; no row is lost of either. */
  @Test
  void secondTracersWhileItIsRotated() throws IOException, InterruptedException {
    Path file = directory.resolve("trail");
    try (Program tracer = trace(file, "1000")) {
      String others =
          "for i in 1 2 3 4 5; do %s -d 0.1 -n nobody.is.called.so -o json --output %s --rotate-size 20K; done; true";
      try (Program other =
          Program.start(List.of("bash", "-c", others.formatted(Layout.FDTRAIL, file)))) {
        for (int i = 0; i < 20; i++) {
          Fdtrail.pass(500);
          Thread.sleep(100);
        }
        other.await();
      }
      end(tracer);
    }
    int events = 0;
    try (Stream<Path> files = Files.list(directory)) {
      for (Path part : files.toList()) {
        events +=
            (int)
                Files.readAllLines(part).stream()
                    .filter(line -> line.contains("\"type\":\"event\""))
                    .count();
      }
    }
    assertThat(events).isEqualTo(20 * 1000);
  }

  /** Everybody may do so who can read it. */
  @Test
  void aLockOfAReaderStopsNobody() throws IOException, InterruptedException {
    Path file = Files.createFile(directory.resolve("trail"));
    Program.shell("chmod 755 %s; chmod 644 %s".formatted(directory, file));
    String locker =
        """
        import fcntl, sys, time
        file = open(sys.argv[1])
        fcntl.lockf(file, fcntl.LOCK_SH)
        fcntl.flock(file, fcntl.LOCK_EX)
        print("locked", file=sys.stderr, flush=True)
        time.sleep(60)
        """;
    List<String> nobody =
        List.of(
            "setpriv",
            "--reuid",
            "65534",
            "--clear-groups",
            "/usr/bin/python3",
            "-c",
            locker,
            file.toString());
    try (Program reader = Program.start(nobody)) {
      reader.awaitErr(line -> line.equals("locked"));
      assertThat(Fdtrail.run("-d", "1", "--output", file.toString()).status()).isZero();
    }
  }
}
