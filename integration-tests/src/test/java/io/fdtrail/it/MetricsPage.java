package io.fdtrail.it;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** What a tracer answers on a port of this machine ({@code --metrics}). */
final class MetricsPage {
  private final int port;

  private MetricsPage(int port) {
    this.port = port;
  }

  /** On a port that nobody uses at this moment. */
  static MetricsPage onFreePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return new MetricsPage(socket.getLocalPort());
    }
  }

  /** For {@code --metrics}. */
  String address() {
    return "127.0.0.1:" + port;
  }

  String read() throws IOException {
    try (InputStream page = URI.create("http://" + address() + "/metrics").toURL().openStream()) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The sum over all labels. */
  long total(String metric) throws IOException {
    return read()
        .lines()
        .filter(line -> line.startsWith(metric + "{"))
        .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
