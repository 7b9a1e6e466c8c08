package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A trace of processes ends as they do, and does not begin without them. */
class ProcessEndLiveTest {
  private static final String NOBODY = "4194304"; // PID_MAX_LIMIT

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  /** Passes descriptors once the file is there, and ends. */
  private static Program passing(Path go, int messages) throws IOException {
    String wait = "until [ -e " + go + " ]; do sleep 0.05; done; ";
    return Program.start(
        List.of("sh", "-c", wait + "exec " + Layout.PASSFD + " one-thread " + messages + " 1"));
  }

  private static Program trace(String... options) throws IOException, InterruptedException {
    return Fdtrail.tracing(
        Stream.concat(Stream.of(Layout.FDTRAIL.toString(), "-v"), Stream.of(options)).toList());
  }

  @Test
  void nothingIsTracedOfProcessesThatAreNotThere() throws IOException, InterruptedException {
    for (List<String> command :
        List.of(
            List.of("-p", NOBODY),
            List.of("trail", "-p", NOBODY),
            List.of("leaks", "-p", NOBODY))) {
      Outcome outcome = Fdtrail.run(command.toArray(String[]::new));
      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.err()).isEqualTo("fdtrail: there is no process " + NOBODY + "\n");
      assertThat(outcome.out()).isEmpty();
    }
  }

  @Test
  void aThreadIsNoProcess() throws IOException, InterruptedException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      long own = ProcessHandle.current().pid();
      String thread =
          threads
              .map(path -> path.getFileName().toString())
              .filter(tid -> !tid.equals("" + own))
              .findFirst()
              .orElseThrow();
      Outcome outcome = Fdtrail.run("-p", thread);
      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.err())
          .isEqualTo("fdtrail: " + thread + " is a thread of another process: -t " + thread + "\n");
    }
  }

  @Test
  void whoIsThereIsTracedWithoutTheOther() throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("-d", "1", "-p", NOBODY + "," + ProcessHandle.current().pid());
    assertThat(outcome.status()).isZero();
    assertThat(outcome.errLines())
        .containsExactly("fdtrail: there is no process " + NOBODY, "0 events, 0 lost");
  }

  @Test
  void itEndsWithTheLastOfThem() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("fdtrail-end");
    try (Program first = passing(directory.resolve("first"), 3);
        Program last = passing(directory.resolve("last"), 20);
        Program tracer = trace("-p", first.pid() + "," + last.pid())) {
      Files.createFile(directory.resolve("first"));
      first.await();
      Files.createFile(directory.resolve("last"));
      Outcome outcome = tracer.await();
      assertThat(outcome.status()).isZero();
      assertThat(outcome.outLines()).hasSize(1 + 2 * 23);
      long lower = Math.min(first.pid(), last.pid());
      long higher = Math.max(first.pid(), last.pid());
      assertThat(outcome.errLines())
          .containsOnlyOnce("fdtrail: processes " + lower + ", " + higher + " have ended");
      assertThat(outcome.errLines()).contains("46 events, 0 lost");
    } finally {
      Program.delete(directory);
    }
  }

  /** A process sends, and has ended before its peer receives. */
  @Test
  void theOtherEndIsSeenAfterTheEnd() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("fdtrail-end");
    String send =
        "from os import *; from socket import *; s = socket(fileno=0)\n"
            + "while not path.exists('"
            + directory
            + "/go'): pass\nsend_fds(s, [b'x'], [0])";
    String receive =
        "import socket, subprocess, sys; a, b = socket.socketpair()\n"
            + "child = subprocess.Popen([sys.executable, '-c', sys.argv[1]], stdin=a); print(child.pid, file=sys.stderr, flush=True)\n"
            + "child.wait(); socket.recv_fds(b, 1, 1)";
    try (Program receiver = Program.start(List.of("python3", "-c", receive, send))) {
      receiver.awaitErr(line -> !line.isEmpty());
      String sender = receiver.err().strip();
      try (Program tracer = trace("-p", sender, "--with-peer", "-o", "json")) {
        Files.createFile(directory.resolve("go"));
        Outcome outcome = tracer.await();
        assertThat(Trace.parse(outcome.outLines()).events())
            .extracting(row -> row.path("action").asText())
            .containsExactly("SEND", "RECV");
        assertThat(outcome.errLines()).contains("fdtrail: process " + sender + " has ended");
      }
    } finally {
      Program.delete(directory);
    }
  }
}
