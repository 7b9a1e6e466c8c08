package io.fdtrail.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/** A collector that is out of order now and then, and keeps the numbers of the lines. */
final class FarEnd implements AutoCloseable {
  private final HttpServer server;
  private final Random random;

  final Set<Long> arrived = ConcurrentHashMap.newKeySet();
  final AtomicLong twice = new AtomicLong();
  final AtomicInteger refused = new AtomicInteger();
  final AtomicInteger events = new AtomicInteger(); // among what arrived
  volatile boolean isDown;

  FarEnd(Random random) throws IOException {
    this.random = random;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/logs", this::take);
    server.start();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort() + "/v1/logs";
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {

      ExportLogsServiceRequest request =
          ExportLogsServiceRequest.parseFrom(new GZIPInputStream(exchange.getRequestBody()));
      if (isDown || random.nextInt(10) == 0) {
        refused.incrementAndGet();
        exchange.getResponseHeaders().set("Retry-After", "0");
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      request.getResourceLogsList().stream()
          .flatMap(logs -> logs.getScopeLogsList().stream())
          .flatMap(logs -> logs.getLogRecordsList().stream())
          .forEach(this::keep);
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private void keep(LogRecord each) {
    each.getAttributesList().stream()
        .filter(attribute -> attribute.getKey().equals("fdtrail.seq"))
        .forEach(
            attribute -> {
              if (!arrived.add(attribute.getValue().getIntValue())) {
                twice.incrementAndGet();
              } else if (each.getEventName().equals("fdtrail.event")) {
                events.incrementAndGet();
              }
            });
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
