package io.fdtrail.cli.ship;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With far ends that are no collector. */
@Timeout(60)
class CollectorTest {
  private static final String TAKEN = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private ServerSocket server;
  private Collector collector;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    URI url = URI.create("http://localhost:" + server.getLocalPort() + "/v1/logs");
    collector = new Collector(url, Map.of(), Optional.empty(), Duration.ofSeconds(4));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  /** What the next connections get, without an end; then each gets a byte from time to time. */
  private void answer(String... answers) {
    Thread thread =
        new Thread(
            () -> {
              for (String each : answers) {
                Socket socket = accept();
                new Thread(() -> answer(socket, each)).start();
              }
            });
    thread.start();
  }

  private Socket accept() {
    try {
      return server.accept();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void answer(Socket socket, String text) {
    try (socket;
        InputStream from = socket.getInputStream();
        OutputStream to = socket.getOutputStream()) {
      from.read(); // the request has begun
      to.write(text.getBytes(US_ASCII));
      while (!text.equals(TAKEN)) {
        Thread.sleep(50);
        to.write('\n');
      }
      socket.shutdownOutput();
      from.transferTo(OutputStream.nullOutputStream()); // else the rest of the request is refused
    } catch (IOException | InterruptedException e) {
      // it has hung up
    }
  }

  @Test
  void anAnswerThatDoesNotEndKeepsNoLaterOneFromComing() throws Exception {
    answer("HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n", TAKEN);
    assertThatIOException()
        .isThrownBy(() -> collector.send(new byte[1]))
        .withMessage("no answer in time");
    assertThat(collector.send(new byte[1]).status()).isEqualTo(200);
  }

  @Test
  void aPageOfAProxyIsNoAcknowledgement() {
    answer(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 0\r\n\r\n");
    assertThatIOException()
        .isThrownBy(() -> collector.send(new byte[1]))
        .withMessageContaining("HTML");
  }
}
