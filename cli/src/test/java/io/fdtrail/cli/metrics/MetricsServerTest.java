package io.fdtrail.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over real sockets, with room for four connections. */
@Timeout(60)
class MetricsServerTest {
  private static final String GET = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n";
  private static final byte[] PAGE = "x 1\n".repeat(2000).getBytes(StandardCharsets.US_ASCII);

  private final List<Socket> opened = new ArrayList<>();
  private final AtomicInteger made = new AtomicInteger();
  private volatile boolean over;
  private MetricsServer server;

  @BeforeEach
  void serve() throws IOException {
    server =
        MetricsServer.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of("db1"));
    server.serve(this::page, 4);
  }

  private Optional<byte[]> page() {
    made.incrementAndGet();
    return over ? Optional.empty() : Optional.of(PAGE);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    for (Socket socket : opened) {
      socket.close();
    }
  }

  private Socket open(String text) throws IOException {
    Socket socket = new Socket(server.address().getAddress(), server.address().getPort());
    opened.add(socket);
    socket.setSoTimeout(20_000);
    send(socket, text);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** All that comes until the other side closes; a reset is an error. */
  private static String rest(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  private String ask(String request) throws IOException {
    return rest(open(request));
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  @Test
  void aPage() throws IOException {
    String answer = ask(GET + "Connection: close\r\n\r\n");
    assertThat(answer)
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains(
            "\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n",
            "\r\nContent-Length: 8000\r\n",
            "\r\nConnection: close\r\n")
        .containsPattern("\r\nDate: \\w{3}, \\d+ \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT\r\n");
    assertThat(body(answer)).isEqualTo(new String(PAGE, StandardCharsets.US_ASCII));
  }

  @Test
  void oldClientsNeedNotSayWhomTheyCall() throws IOException {
    assertThat(ask("GET /metrics HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void theHeadAlone() throws IOException {
    String answer = ask("HEAD /metrics HTTP/1.0\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 200 ").contains("Content-Length: 8000");
    assertThat(body(answer)).isEmpty();
    assertThat(body(ask("HEAD /other HTTP/1.0\r\n\r\n"))).isEmpty();
  }

  @Test
  void whatIsRefused() throws IOException {
    assertThat(ask("GET / HTTP/1.0\r\n\r\n"))
        .startsWith("HTTP/1.1 404 ")
        .endsWith("There is only /metrics\n");
    assertThat(ask("DELETE /metrics HTTP/1.0\r\n\r\n"))
        .startsWith("HTTP/1.1 405 ")
        .contains("\r\nAllow: GET, HEAD\r\n");
    assertThat(ask("GET /metrics HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(ask("GET /metrics HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 403 ")
        .endsWith(
            "\r\n\r\nUnknown host name: use an address, or start fdtrail with --metrics-host NAME\n");
    assertThat(ask("GET /metrics HTTP/1.1\r\nHost: db1:9432\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void afterTheTrace() throws IOException {
    over = true;
    String answer;
    do {
      answer = ask("GET /metrics HTTP/1.0\r\n\r\n");
    } while (answer.startsWith("HTTP/1.1 200 "));
    assertThat(answer).startsWith("HTTP/1.1 503 ").endsWith("The trace is over\n");
  }

  /** The answer arrives whole although more comes than is read: closing at once would reset it. */
  @Test
  void whatIsTooLarge() throws IOException {
    Socket socket = open(GET + "X: " + "x".repeat(8192));
    assertThat(rest(socket)).startsWith("HTTP/1.1 431 ").endsWith("larger than 8192 bytes\n");
    Socket body =
        open(
            "POST /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n"
                + "y".repeat(5000));
    assertThat(rest(body)).startsWith("HTTP/1.1 405 ").doesNotContain("400");
  }

  @Test
  void aRequestInPiecesAndSeveralInOne() throws IOException {
    Socket socket = open("\r\n");
    for (char letter : (GET + "\r\n").toCharArray()) {
      send(socket, String.valueOf(letter));
    }
    send(
        socket,
        GET
            + "\r\n"
            + GET
            + "\r\nGET /other HTTP/1.1\r\nHost: [::1]\r\nConnection: close\r\n\r\n"
            + GET
            + "\r\n");
    String answers = rest(socket);
    assertThat(answers.split("HTTP/1.1 200 OK\r\n", -1)).hasSize(4);
    assertThat(answers).contains("HTTP/1.1 404 ").endsWith("There is only /metrics\n");
  }

  @Test
  void whoShutsDownIsStillAnswered() throws IOException {
    Socket socket = open(GET + "\r\n" + GET + "\r\n");
    socket.shutdownOutput();
    assertThat(rest(socket).split("HTTP/1.1 200 OK\r\n", -1)).hasSize(3);
    Socket part = open("GET /met");
    part.shutdownOutput();
    assertThat(rest(part)).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void slowClientsMakeRoomAndAreAnswered() throws IOException {
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      slow.add(open(i % 2 == 0 ? "" : "GET /metr"));
    }
    assertThat(ask(GET + "Connection: close\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    for (int i = 0; i < 4; i++) {
      assertThat(rest(slow.get(i))).startsWith("HTTP/1.1 408 ");
    }
  }

  /** It asks again and again on as many connections as there is room for. */
  @Test
  void busyClientsMakeRoomToo() throws IOException, InterruptedException {
    List<Thread> busy = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Socket socket = open("");
      Thread thread = new Thread(() -> askForEver(socket));
      thread.start();
      busy.add(thread);
    }
    for (int i = 0; i < 5; i++) {
      assertThat(ask(GET + "Connection: close\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    }
    for (Socket socket : opened) {
      socket.close();
    }
    for (Thread thread : busy) {
      thread.join();
    }
  }

  private static void askForEver(Socket socket) {
    try {
      do {
        send(socket, GET + "\r\n");
      } while (socket.getInputStream().read(new byte[10_000]) > 0);
    } catch (IOException e) {
      // it was closed, by either side
    }
  }

  /** Who never reads holds no place against others. */
  @Test
  void deafClientsMakeRoomToo() throws IOException {
    for (int i = 0; i < 4; i++) {
      Socket socket = open("");
      Thread thread =
          new Thread(
              () -> {
                try {
                  while (true) {
                    send(socket, (GET + "\r\n").repeat(100));
                  }
                } catch (IOException e) {
                  // it was closed, by either side
                }
              });
      thread.setDaemon(true);
      thread.start();
    }
    for (int i = 0; i < 5; i++) {
      assertThat(ask(GET + "Connection: close\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void fewPagesAreMadeHoweverManyAsk() throws IOException {
    long begin = System.nanoTime();
    Socket socket = open("");
    for (int i = 0; i < 50; i++) {
      send(socket, GET + "\r\n");
    }
    send(socket, GET + "Connection: close\r\n\r\n");
    assertThat(rest(socket).split("HTTP/1.1 200 OK\r\n", -1)).hasSize(52);
    long tenths = (System.nanoTime() - begin) / 100_000_000;
    assertThat(made.get()).isLessThanOrEqualTo((int) tenths + 2);
  }
}
