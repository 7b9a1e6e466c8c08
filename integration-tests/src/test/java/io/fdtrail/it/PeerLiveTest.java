package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whom a send is for. */
class PeerLiveTest {
  private static final String PROLOGUE =
      """
      import os, socket
      def become(name):
        open("/proc/self/comm", "w").write(name)
      def send(to):
        socket.send_fds(to, [b"x"], [0])
      def take(of):
        socket.recv_fds(of, 1, 1)
      """;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  /** What the sends report: the sender and, if it is known, who is at the other end. */
  private static List<String> sends(String program) throws IOException, InterruptedException {
    Outcome outcome =
        Program.run(
            Layout.FDTRAIL.toString(),
            "-o",
            "json",
            "-F",
            "action in [SEND, FAIL]",
            "--",
            "python3",
            "-c",
            PROLOGUE + program);
    assertThat(outcome.status()).as(outcome.err()).isZero();
    List<JsonNode> rows =
        Trace.parse(outcome.outLines().stream().filter(line -> line.startsWith("{")).toList())
            .events();
    return rows.stream().map(row -> reported(row, rows)).toList();
  }

  private static String reported(JsonNode row, List<JsonNode> rows) {
    String peer = row.path("peer_process").asText("-");
    boolean isNamed = rows.stream().anyMatch(other -> other.path("process").asText().equals(peer));
    if (isNamed) {
      assertThat(row.path("peer_pid"))
          .isIn(
              rows.stream()
                  .filter(other -> other.path("process").asText().equals(peer))
                  .map(other -> other.path("pid"))
                  .toList());
    }
    return row.path("action").asText() + " " + row.path("process").asText() + " > " + peer;
  }

  /** Also for a connection that is not accepted yet. */
  @Test
  void whoListenedAndWhoConnected() throws IOException, InterruptedException {
    assertThat(
            sends(
                """
                become("who-listened")
                listener = socket.socket(socket.AF_UNIX)
                listener.bind("\\0fdtrail-peer-test")
                listener.listen(1)
                r, w = os.pipe()
                child = os.fork()
                if child == 0:
                  become("who-connected")
                  client = socket.socket(socket.AF_UNIX)
                  client.connect("\\0fdtrail-peer-test")
                  send(client)
                  os.write(w, b"x")
                  take(client)
                  os._exit(0)
                os.read(r, 1)
                server, _ = listener.accept()
                take(server)
                send(server)
                os.waitpid(child, 0)
                try:
                  send(server)
                except BrokenPipeError:
                  pass
                """))
        .containsExactly(
            "SEND who-connected > who-listened",
            "SEND who-listened > who-connected",
            "FAIL who-listened > -");
  }

  /** The maker has given an end away: the kernel does not know to whom. */
  @Test
  void whoMadeThePair() throws IOException, InterruptedException {
    assertThat(
            sends(
                """
                become("maker")
                for type in socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET:
                  a, b = socket.socketpair(socket.AF_UNIX, type)
                  child = os.fork()
                  if child == 0:
                    become("child")
                    take(b)
                    send(b)
                    os._exit(0)
                  send(a)
                  os.waitpid(child, 0)
                """))
        .containsExactly(
            "SEND maker > -",
            "SEND child > maker",
            "SEND maker > -",
            "SEND child > maker",
            "SEND maker > -",
            "SEND child > maker");
  }

  /** A datagram's socket has an address only. */
  @Test
  void whoBoundIsNotKnown() throws IOException, InterruptedException {
    assertThat(
            sends(
                """
                become("bound")
                b = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                b.bind("\\0fdtrail-peer-test")
                child = os.fork()
                if child == 0:
                  become("sender")
                  a = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                  a.connect("\\0fdtrail-peer-test")
                  send(a)
                  os._exit(0)
                take(b)
                os.waitpid(child, 0)
                """))
        .containsExactly("SEND sender > -");
  }
}
