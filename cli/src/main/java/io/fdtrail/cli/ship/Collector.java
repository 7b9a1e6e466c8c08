package io.fdtrail.cli.ship;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;

/** Takes a request at a time over HTTP, and answers within a bounded time and memory. */
final class Collector {
  private static final Duration CONNECTING = Duration.ofSeconds(10);
  private static final int LONGEST_ANSWER = 1 << 16;
  private static final long LONGEST_WAIT_S = TimeUnit.HOURS.toSeconds(1);

  /**
   * An answer.
   *
   * @param retryAfter empty: it does not say
   */
  record Answer(int status, byte[] body, Optional<Duration> retryAfter) {}

  private final URI url;
  private final Map<String, String> headers;
  private final HttpClient client;
  private final Duration answering;
  private volatile InputStream body = InputStream.nullInputStream(); // of the last answer
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "collector");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param answering how long the head of an answer may take, and then its body
   */
  Collector(URI url, Map<String, String> headers, Optional<SSLContext> tls, Duration answering) {
    this.url = url;
    this.headers = headers;
    this.answering = answering;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER) // the headers may be secret
            .connectTimeout(CONNECTING);
    tls.ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  /**
   * Sends it, and waits for the answer.
   *
   * @throws IOException if there is none; the collector may have taken it nevertheless
   */
  Answer send(byte[] message) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(answering);
    headers.forEach(request::setHeader);
    request.setHeader("Content-Type", "application/x-protobuf");
    request.setHeader("Content-Encoding", "gzip");
    request.POST(BodyPublishers.ofByteArray(compressed(message)));
    Future<Answer> answer = worker.submit(() -> exchange(request.build()));
    try {
      return answer.get(2 * answering.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no answer in time", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } finally {
      answer.cancel(true);
      body.close(); // an interrupt does not end its reading
    }
  }

  private Answer exchange(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
    try (InputStream from = response.body()) {
      body = from;
      if (response.statusCode() / 100 == 2 && isPage(response)) {
        throw new IOException("the answer is a page of HTML, which no collector sends");
      }
      return new Answer(
          response.statusCode(),
          from.readNBytes(LONGEST_ANSWER),
          response.headers().firstValue("Retry-After").flatMap(Collector::wait));
    }
  }

  /** That of a proxy, or of whatever else is at that address. */
  private static boolean isPage(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Content-Type")
        .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("text/html"))
        .isPresent();
  }

  private static byte[] compressed(byte[] message) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(message);
    }
    return compressed.toByteArray();
  }

  /** Seconds or a date; empty: neither. */
  static Optional<Duration> wait(String retryAfter) {
    long seconds;
    try {
      if (!retryAfter.isEmpty() && Character.isDigit(retryAfter.charAt(0))) {
        seconds = Long.parseLong(retryAfter);
      } else {
        Instant until =
            ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        seconds = Duration.between(Instant.now(), until).toSeconds();
      }
    } catch (NumberFormatException | DateTimeParseException e) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofSeconds(Math.max(0, Math.min(seconds, LONGEST_WAIT_S))));
  }
}
