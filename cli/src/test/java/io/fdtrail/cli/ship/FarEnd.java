package io.fdtrail.cli.ship;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.zip.GZIPInputStream;

/** A collector, which keeps the numbers of the records. */
final class FarEnd implements AutoCloseable {
  /** An answer that takes all but the last record. */
  static final int ALL_BUT_ONE = 1;

  static final int ALL = 200;

  private final HttpServer server;
  private final ExecutorService workers = Executors.newFixedThreadPool(4);
  private final IntSupplier mood;
  private final AtomicInteger inFlight = new AtomicInteger();

  final Set<Long> arrived = new ConcurrentSkipListSet<>();
  final AtomicInteger size = new AtomicInteger(); // of arrived
  final AtomicLong twice = new AtomicLong();
  final AtomicInteger mostInFlight = new AtomicInteger();
  final AtomicInteger mostRecords = new AtomicInteger();
  final Queue<String> strangers = new ConcurrentLinkedQueue<>();
  final Queue<String> headers = new ConcurrentLinkedQueue<>();

  /**
   * @param mood the status of the next answer, or {@link #ALL_BUT_ONE}
   */
  FarEnd(IntSupplier mood) throws IOException {
    this(HttpServer.create(loopback(), 0), mood);
  }

  FarEnd(HttpServer server, IntSupplier mood) {
    this.server = server;
    this.mood = mood;
    server.createContext("/v1/logs", this::take);
    server.setExecutor(workers); // else one in flight would prove nothing
    server.start();
  }

  static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url() {
    return "http://localhost:" + port() + "/v1/logs";
  }

  private void take(HttpExchange exchange) throws IOException {
    mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
    try (exchange) {
      headers.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Key")));
      ExportLogsServiceRequest request =
          ExportLogsServiceRequest.parseFrom(new GZIPInputStream(exchange.getRequestBody()));
      int status = mood.getAsInt();
      if (status != ALL && status != ALL_BUT_ONE) {
        exchange.getResponseHeaders().set("Retry-After", "0");
        exchange.sendResponseHeaders(status, -1);
        return;
      }
      List<LogRecord> taken = new ArrayList<>();
      request.getResourceLogsList().forEach(logs -> taken.addAll(records(logs)));
      mostRecords.accumulateAndGet(taken.size(), Math::max);
      ExportLogsServiceResponse.Builder response = ExportLogsServiceResponse.newBuilder();
      if (status == ALL_BUT_ONE) {
        taken.remove(taken.size() - 1);
        response.setPartialSuccess(
            ExportLogsPartialSuccess.newBuilder().setRejectedLogRecords(1).setErrorMessage("no"));
      }
      taken.forEach(this::keep);
      byte[] answer = response.build().toByteArray();
      exchange.sendResponseHeaders(ALL, answer.length == 0 ? -1 : answer.length);
      if (answer.length > 0) {
        exchange.getResponseBody().write(answer);
      }
    } finally {
      inFlight.decrementAndGet();
    }
  }

  private List<LogRecord> records(ResourceLogs logs) {
    String host = value(logs.getResource().getAttributesList(), "host.name").getStringValue();
    if (!host.equals("db1") || !logs.getScopeLogs(0).getScope().getVersion().equals("0.1.0")) {
      strangers.add(logs.toString());
    }
    return logs.getScopeLogs(0).getLogRecordsList();
  }

  private void keep(LogRecord each) {
    String boot = value(each.getAttributesList(), "fdtrail.boot_id").getStringValue();
    if (!boot.equals(SampleLine.BOOT)) {
      strangers.add(each.toString());
    }
    if (arrived.add(value(each.getAttributesList(), "fdtrail.seq").getIntValue())) {
      size.incrementAndGet();
    } else {
      twice.incrementAndGet();
    }
  }

  private static AnyValue value(List<KeyValue> attributes, String key) {
    return attributes.stream()
        .filter(each -> each.getKey().equals(key))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }
}
