package io.fdtrail.cli.metrics;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The answers: the page, or a line that says why not. For one thread. */
final class Answers {
  private static final String PATH = "/metrics";
  // However many clients ask: each page takes some system calls.
  private static final long FRESH_NS = 100_000_000;

  private final Supplier<Optional<byte[]>> page;
  private final HostNames names;
  private final LongSupplier clock;
  private Optional<Whole> kept = Optional.empty();
  private Optional<Whole> closing = Optional.empty();
  private long madeAt;

  /**
   * @param clock ns
   */
  Answers(Supplier<Optional<byte[]>> page, HostNames names, LongSupplier clock) {
    this.page = page;
    this.names = names;
    this.clock = clock;
  }

  /** An answer as it is sent. A request for the head gets only that many bytes of it. */
  private record Whole(byte[] bytes, int head) {
    ByteBuffer buffer(boolean headOnly) {
      return ByteBuffer.wrap(bytes, 0, headOnly ? head : bytes.length);
    }
  }

  /**
   * @param keeps whether the connection stays open
   */
  ByteBuffer to(HttpRequest request, boolean keeps) {
    boolean headOnly = request.method().equals("HEAD");
    int status = status(request);
    if (status == 200) {
      renew();
      Optional<Whole> made = keeps ? kept : closing;
      if (made.isPresent()) {
        return made.get().buffer(headOnly);
      }
      status = 503;
    }
    return line(status, keeps).buffer(headOnly);
  }

  /** The answer to what cannot be parsed as a request; the last on its connection. */
  ByteBuffer refusal(int status) {
    return line(status, false).buffer(false);
  }

  private int status(HttpRequest request) {
    if (!request.host().map(names::contain).orElse(true)) {
      return 403;
    }
    if (!request.path().equals(PATH)) {
      return 404;
    }
    return request.method().equals("GET") || request.method().equals("HEAD") ? 200 : 405;
  }

  private void renew() {
    long now = clock.getAsLong();
    if (kept.isPresent() && now - madeAt < FRESH_NS) {
      return;
    }
    madeAt = now;
    Optional<byte[]> body = page.get();
    kept = body.map(bytes -> whole(200, "text/plain; version=0.0.4; charset=utf-8", bytes, true));
    closing =
        body.map(bytes -> whole(200, "text/plain; version=0.0.4; charset=utf-8", bytes, false));
  }

  private static Whole line(int status, boolean keeps) {
    return whole(
        status,
        "text/plain; charset=utf-8",
        (reason(status) + '\n').getBytes(StandardCharsets.US_ASCII),
        keeps);
  }

  private static Whole whole(int status, String type, byte[] body, boolean keeps) {
    String head =
        "HTTP/1.1 "
            + status
            + ' '
            + phrase(status)
            + "\r\n"
            + "Date: "
            + DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC))
            + "\r\n"
            + "Content-Type: "
            + type
            + "\r\n"
            + "Content-Length: "
            + body.length
            + "\r\n"
            + (status == 405 ? "Allow: GET, HEAD\r\n" : "")
            + "Connection: "
            + (keeps ? "keep-alive" : "close")
            + "\r\n\r\n";
    byte[] headBytes = head.getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[headBytes.length + body.length];
    System.arraycopy(headBytes, 0, all, 0, headBytes.length);
    System.arraycopy(body, 0, all, headBytes.length, body.length);
    return new Whole(all, headBytes.length);
  }

  private static String phrase(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 408 -> "Request Timeout";
      case 431 -> "Request Header Fields Too Large";
      case 503 -> "Service Unavailable";
      case 505 -> "HTTP Version Not Supported";
      default -> "Bad Request";
    };
  }

  private static String reason(int status) {
    return switch (status) {
      case 403 -> "Unknown host name: use an address, or start fdtrail with --metrics-host NAME";
      case 404 -> "There is only " + PATH;
      case 405 -> "Only GET and HEAD are supported";
      case 408 -> "The request came too slowly";
      case 431 -> "The request is larger than " + Connection.LARGEST_HEAD + " bytes";
      case 503 -> "The trace is over";
      case 505 -> "Only HTTP/1.0 and HTTP/1.1 are supported";
      default -> "This is not an HTTP request";
    };
  }
}
