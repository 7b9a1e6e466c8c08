package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of {@code --metrics} that mean no good, or are slow. */
class MetricsClientsLiveTest {
  /**
   * A start needs a few more descriptors than the trace: what is loaded is open twice meanwhile.
   */
  private static final int WHILE_IT_STARTS = 12;

  @TempDir private Path directory;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  /**
   * Who asks nothing, or never ends the question; more of them than fdtrail may have descriptors.
   */
  private static List<Socket> slow(URI place, int count) throws IOException {
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), place.getPort());
      socket.getOutputStream().write("GET /metr".getBytes(StandardCharsets.US_ASCII), 0, i % 10);
      slow.add(socket);
    }
    return slow;
  }

  @Test
  void slowClientsKeepNobodyWaiting() throws IOException, InterruptedException {
    try (Program tracer = MetricsLiveTest.serve()) {
      List<Socket> slow = slow(MetricsLiveTest.place(tracer), 200);
      assertIsServed(tracer);
      assertThat(answer(slow.get(0))).startsWith("HTTP/1.1 408 ");
      slow.forEach(MetricsClientsLiveTest::close);
    }
  }

  /** Rows take descriptors too, for what /proc knows. */
  @Test
  void slowClientsTakeNothingFromRows() throws IOException, InterruptedException {
    List<String> command =
        List.of(
            "prlimit",
            "--nofile=" + (descriptorsOfATrace() + WHILE_IT_STARTS),
            Layout.FDTRAIL.toString(),
            "-v",
            "-n",
            "^python3$",
            "-o",
            "json",
            "--metrics",
            "0");
    try (Program tracer = Program.start(command)) {
      tracer.awaitErr(line -> line.contains("metrics on"));
      passNamed();
      assertIsServed(tracer);
      long open = descriptors(tracer);
      List<Socket> slow = slow(MetricsLiveTest.place(tracer), 110);
      long ticks = ticks(tracer);
      long begin = System.nanoTime();
      passNamed();
      assertIsServed(tracer);
      assertThat((ticks(tracer) - ticks) * 10_000_000L)
          .as("CPU time, ns")
          .isLessThan((System.nanoTime() - begin) / 2);
      slow.forEach(MetricsClientsLiveTest::close);
      Wait.until(Duration.ofSeconds(30), () -> descriptors(tracer) <= open);
      tracer.signal("TERM");
      Outcome outcome = tracer.await();
      List<List<String>> members =
          Trace.parse(outcome.outLines()).events().stream()
              .map(event -> event.properties().stream().map(Map.Entry::getKey).toList())
              .toList();
      assertThat(members)
          .hasSize(40)
          .allSatisfy(names -> assertThat(names).contains("endpoints", "socket_path"));
      assertThat(outcome.err()).doesNotContain("Exception", "too many", "Too many");
    }
  }

  /**
   * A descriptor of TCP over a socket with a name, both of which stay long enough to be looked up.
   */
  private void passNamed() throws IOException, InterruptedException {
    Path name = directory.resolve("named");
    Outcome outcome =
        Program.run(
            "/usr/bin/python3",
            "-c",
            """
            import socket, sys, time
            listening = socket.socket(socket.AF_UNIX); listening.bind(sys.argv[1]); listening.listen()
            client = socket.socket(socket.AF_UNIX); client.connect(sys.argv[1]); server = listening.accept()[0]
            tcp = socket.socket(); tcp.bind(('127.0.0.1', 0)); tcp.listen()
            for turn in range(10):
              socket.send_fds(client, [b'x'], [tcp.fileno()]); socket.recv_fds(server, 1, 1)
            time.sleep(1)
            """,
            name.toString());
    assertThat(outcome.status()).as(outcome.err()).isZero();
    Files.delete(name);
  }

  private static long descriptorsOfATrace() throws IOException, InterruptedException {
    try (Program tracer = MetricsLiveTest.serve()) {
      return descriptors(tracer);
    }
  }

  private static long descriptors(Program tracer) throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + tracer.pid() + "/fd"))) {
      return open.count();
    }
  }

  private static long ticks(Program tracer) throws IOException {
    String[] stat = Files.readString(Path.of("/proc/" + tracer.pid() + "/stat")).split(" ");
    return Long.parseLong(stat[13]) + Long.parseLong(stat[14]);
  }

  /** All that is said before the connection ends; a reset is an error. */
  private static String answer(Socket socket) throws IOException {
    socket.setSoTimeout(30_000);
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  private static String say(URI place, String request) throws IOException {
    try (Socket socket = new Socket(place.getHost(), place.getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return answer(socket);
    }
  }

  private static void assertIsServed(Program tracer) throws IOException, InterruptedException {
    assertThat(say(MetricsLiveTest.place(tracer), "GET /metrics HTTP/1.0\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ")
        .contains("fdtrail_build_info");
  }

  /** A web site can have its own name mean this machine's address, and have a browser here ask. */
  @Test
  void whoCallsItByAnotherNameIsRefused() throws IOException, InterruptedException {
    try (Program tracer = MetricsLiveTest.serve("--metrics-host", "db1.example.org,db2")) {
      URI place = MetricsLiveTest.place(tracer);
      String request = "GET /metrics HTTP/1.1\r\nConnection: close\r\nHost: %s\r\n\r\n";
      for (String host :
          List.of("127.0.0.1:9432", "[::1]", "localhost", "DB1.example.org:80", "db2")) {
        assertThat(say(place, request.formatted(host))).as(host).startsWith("HTTP/1.1 200 ");
      }
      for (String host : List.of("evil.example", "127.0.0.1.evil.example", "db3", "")) {
        String answer = say(place, request.formatted(host));
        assertThat(answer)
            .as(host)
            .startsWith("HTTP/1.1 403 ")
            .contains("--metrics-host")
            .doesNotContain("fdtrail_");
        assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4).lines()).hasSize(1);
      }
      assertThat(say(place, "GET /metrics HTTP/1.1\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 400 ");
      assertThat(say(place, "GET /metrics HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
      assertThat(say(place, "GET /" + "x".repeat(9000))).startsWith("HTTP/1.1 431 ");
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
