package io.fdtrail.cli.metrics;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves the page of a trace at {@code /metrics}, over HTTP. */
public final class MetricsServer implements AutoCloseable {
  private static final String PATH = "/metrics";
  private static final int THREADS = 2;
  private static final String PATIENCE_SECONDS = "5";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, MetricsServer::daemon);

  private MetricsServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Takes the port. Nobody is answered before {@link #serve}.
   *
   * @throws IOException when the port is taken or may not be used
   */
  public static MetricsServer listen(InetSocketAddress address) throws IOException {
    // Who sends a request slowly, or reads the answer so, keeps one of a few threads from others.
    System.setProperty("sun.net.httpserver.maxReqTime", PATIENCE_SECONDS);
    System.setProperty("sun.net.httpserver.maxRspTime", PATIENCE_SECONDS);
    return new MetricsServer(HttpServer.create(address, 0));
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "metrics");
    thread.setDaemon(true);
    return thread;
  }

  /** Begins to answer. */
  public void serve(MetricsPage page) {
    server.createContext("/", exchange -> answer(exchange, page));
    server.setExecutor(threads);
    server.start();
  }

  /** Where it listens; the port is a free one where 0 was asked for. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private static void answer(HttpExchange exchange, MetricsPage page) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        exchange.sendResponseHeaders(404, -1);
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        exchange.sendResponseHeaders(405, -1);
      } else {
        answer(exchange, method.equals("HEAD"), page.make());
      }
    }
  }

  private static void answer(HttpExchange exchange, boolean headOnly, Optional<byte[]> page) throws IOException {
    if (page.isEmpty()) {
      exchange.sendResponseHeaders(503, -1);
      return;
    }
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    if (headOnly) {
      headers.set("Content-Length", Integer.toString(page.get().length));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    exchange.sendResponseHeaders(200, page.get().length);
    exchange.getResponseBody().write(page.get());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
