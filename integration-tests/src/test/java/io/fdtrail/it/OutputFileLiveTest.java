package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --output FILE}: what a service writes. */
class OutputFileLiveTest {
  @TempDir private Path directory;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  private static Trace read(Path file) throws IOException {
    return Trace.parse(Files.readAllLines(file));
  }

  /** As logrotate does: rename, then SIGHUP. Each event is in one of the two files. */
  @Test
  void aHangUpOpensItAnew() throws IOException, InterruptedException {
    Path file = directory.resolve("trail.json");
    Path renamed = directory.resolve("trail.json.1");
    try (Program tracer = Fdtrail.trace("-o", "json", "--output", file.toString())) {
      Fdtrail.pass(10);
      Files.move(file, renamed);
      tracer.signal("HUP");
      Fdtrail.pass(23);
      tracer.signal("TERM");
      Outcome outcome = tracer.await();
      assertThat(outcome.status()).as(outcome.err()).isZero();
      assertThat(outcome.out()).isEmpty();
    }
    assertThat(read(file).summaries())
        .singleElement()
        .matches(summary -> summary.path("events").asInt() == 66);
    assertThat(read(file).events().size() + read(renamed).events().size()).isEqualTo(66);
    assertThat(read(renamed).faults()).isEmpty();
  }

  @Test
  void aLargeFileIsRenamed() throws IOException, InterruptedException {
    Path file = directory.resolve("trail.json");
    String[] options = {
      "-o", "json", "--output", file.toString(), "--rotate-size", "100K", "--rotate-keep", "2"
    };
    try (Program tracer = Fdtrail.trace(options)) {
      Fdtrail.pass(5000);
      tracer.signal("TERM");
      assertThat(tracer.await().status()).isZero();
    }
    for (String name : new String[] {"trail.json", "trail.json.1", "trail.json.2"}) {
      assertThat(read(directory.resolve(name)).faults()).isEmpty();
    }
    assertThat(directory.resolve("trail.json.2"))
        .isRegularFile()
        .matches(old -> old.toFile().length() >= 100 << 10);
    assertThat(directory.resolve("trail.json.3")).doesNotExist();
  }

  /** Whatever the disk takes, rows and lost ones are all; and it goes on once there is room. */
  @Test
  void aFullDiskLosesEventsAndNothingElse() throws IOException, InterruptedException {
    Path small = Files.createDirectory(directory.resolve("small"));
    String script =
        """
        mount -t tmpfs -o size=2m tmpfs %1$s; head -c 2000000 /dev/zero >%1$s/other
        %2$s -v -o json --output %1$s/trail -n '^passfd$' 2>%1$s.err & tracer=$!
        until grep -q 'tracing with' %1$s.err; do :; done
        %3$s one-thread 1000 1 >/dev/null
        until grep -q 'events are lost' %1$s.err; do :; done
        rm %1$s/other
        %3$s one-thread 10 1 >/dev/null
        until grep -q output_full %1$s/trail; do :; done
        kill $tracer; wait $tracer; echo $? >%1$s.status
        cat %1$s/trail
        """;
    Outcome outcome =
        Program.withMountsOfItsOwn(script.formatted(small, Layout.FDTRAIL, Layout.PASSFD));
    assertThat(directory.resolve("small.status")).as(outcome.err()).hasContent("0");
    Trace trace = Trace.parse(outcome.outLines());
    assertThat(trace.faults()).isEmpty();
    assertThat(trace.lostCount()).isPositive();
    assertThat(trace.events().size() + trace.lostCount()).isEqualTo(2020);
    assertThat(trace.summaries().get(0).path("events").asInt()).isEqualTo(trace.events().size());
  }

  /** systemd's Type=notify: reported once, when what happens from then on is seen. */
  @Test
  void aServiceReportsThatItIsReady() throws IOException, InterruptedException {
    String script =
        """
        /usr/bin/python3 -c '
        import os, socket, subprocess
        ready = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); ready.bind("%1$s/notify")
        tracer = subprocess.Popen(["%2$s", "-c", "2", "-n", "^passfd$", "--output", "%1$s/rows"], env={"NOTIFY_SOCKET": "%1$s/notify"})
        print(ready.recv(100).decode())
        subprocess.run(["%3$s", "one-thread", "1", "1"], stdout=subprocess.DEVNULL)
        raise SystemExit(tracer.wait())
        '
        """;
    Outcome outcome = Program.shell(script.formatted(directory, Layout.FDTRAIL, Layout.PASSFD));
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out()).isEqualTo("READY=1\n");
    assertThat(Files.readAllLines(directory.resolve("rows"))).hasSize(3);
  }

  @Test
  void aFileThatCannotBeOpenedIsOneLine() throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("-d", "1", "--output", directory + "/no/such/file");
    outcome.assertRefused(1, "cannot open ", "no such directory");
  }
}
