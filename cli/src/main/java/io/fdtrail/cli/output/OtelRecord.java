package io.fdtrail.cli.output;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a line of a trace is for OpenTelemetry, in whatever encoding.
 *
 * @param resource attributes of the machine
 * @param version the tracer's; empty: unknown
 * @param timeNanos since 1970
 * @param attributes a value is a Long, Double, Boolean, String, or a List or Map of these
 */
public record OtelRecord(
    Map<String, Object> resource,
    String version,
    long timeNanos,
    boolean isFailure,
    String eventName,
    Map<String, Object> attributes) {
  /** Of all records. */
  public static final String SCOPE = "fdtrail";

  private static final int INFO = 9;
  private static final int WARN = 13;
  private static final long NANOS = 1_000_000_000;
  private static final String HOST = "host.name";
  private static final String TIME = "timeUnixNano";
  private static final String VERSION = "scope.version";

  /**
   * Reads a line of {@code -o json}.
   *
   * @throws IOException if it is none
   */
  public static OtelRecord parse(byte[] line, int length) throws IOException {
    try {
      if (length == 0 || line[0] != '{') {
        throw new IOException("it is no object");
      }
      ReadLine read = ReadLine.of(line, length);
      if (!read.members().containsKey("type")) {
        throw new IOException("it has no type");
      }
      return of(read, Convention.OTEL.rename(read));
    } catch (DateTimeException | ArithmeticException e) {
      throw new IOException("it has no time", e);
    }
  }

  /**
   * @param members of the line, by their names for OpenTelemetry
   */
  static OtelRecord of(ReadLine line, Map<String, Object> members) {
    Map<String, Object> attributes = new LinkedHashMap<>(members);
    Map<String, Object> resource = new LinkedHashMap<>();
    Object host = attributes.remove(HOST);
    if (host != null) {
      resource.put(HOST, host);
    }
    Object version = attributes.remove(VERSION);
    attributes.remove(TIME);
    return new OtelRecord(
        resource,
        version == null ? "" : version.toString(),
        nanos(line.word("time")),
        line.isFailure(),
        Convention.OWN + line.type(),
        attributes);
  }

  /**
   * @param timestamp as {@link Timestamp} prints it
   */
  private static long nanos(String timestamp) {
    Instant time = Instant.parse(timestamp);
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), NANOS), time.getNano());
  }

  public int severity() {
    return isFailure ? WARN : INFO;
  }

  public String severityText() {
    return isFailure ? "WARN" : "INFO";
  }

  /** The number of a line that has one, on its machine and boot; 0: it has none. */
  public long sequence() {
    return attributes.get("fdtrail.seq") instanceof Long number ? number : 0;
  }

  /** Empty: unknown. */
  public String boot() {
    return attributes.getOrDefault("fdtrail.boot_id", "").toString();
  }
}
