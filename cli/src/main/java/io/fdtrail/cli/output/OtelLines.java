package io.fdtrail.cli.output;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * OpenTelemetry's protocol in JSON, a {@code LogsData} on each line, as its file exporter writes
 * and the collector's {@code otlpjsonfile} reads.
 */
final class OtelLines extends ConventionLines {
  private static final int INFO = 9;
  private static final int WARN = 13;
  private static final long NANOS = 1_000_000_000;
  private static final String TIME = "timeUnixNano";
  private static final String VERSION = "scope.version";
  private static final Set<String> OF_RESOURCE = Set.of("host.name");
  private static final Set<String> ELSEWHERE = Set.of("host.name", TIME, VERSION);

  OtelLines(EventOutput output) {
    super(Convention.OTEL, output);
  }

  @Override
  void write(ReadLine line, Map<String, Object> members, JsonLine to) throws IOException {
    Map<String, Object> ofScope = new LinkedHashMap<>();
    ofScope.put("scope", scope(members));
    ofScope.put("logRecords", List.of(record(line, members)));
    Map<String, Object> ofResource = new LinkedHashMap<>();
    ofResource.put("resource", Map.of("attributes", attributes(members, OF_RESOURCE::contains)));
    ofResource.put("scopeLogs", List.of(ofScope));
    to.value(Map.of("resourceLogs", List.of(ofResource)));
  }

  private static Map<String, Object> scope(Map<String, Object> members) {
    Map<String, Object> scope = new LinkedHashMap<>();
    scope.put("name", "fdtrail");
    scope.put("version", members.get(VERSION));
    return scope;
  }

  private static Map<String, Object> record(ReadLine line, Map<String, Object> members) {
    Map<String, Object> written = new LinkedHashMap<>();
    written.put(TIME, nanos(members.get(TIME).toString()));
    written.put("severityNumber", line.isFailure() ? WARN : INFO);
    written.put("severityText", line.isFailure() ? "WARN" : "INFO");
    written.put("eventName", Convention.OWN + line.type());
    written.put("attributes", attributes(members, name -> !ELSEWHERE.contains(name)));
    return written;
  }

  /**
   * @param timestamp as {@link Timestamp} prints it
   */
  private static String nanos(String timestamp) {
    Instant time = Instant.parse(timestamp);
    return Long.toString(time.getEpochSecond() * NANOS + time.getNano());
  }

  private static List<Object> attributes(Map<String, Object> members, Predicate<String> chosen) {
    List<Object> attributes = new ArrayList<>();
    members.forEach(
        (name, value) -> {
          if (chosen.test(name)) {
            attributes.add(attribute(name, value));
          }
        });
    return attributes;
  }

  private static Map<String, Object> attribute(String key, Object value) {
    Map<String, Object> attribute = new LinkedHashMap<>();
    attribute.put("key", key);
    attribute.put("value", anyValue(value));
    return attribute;
  }

  /** An AnyValue; a 64-bit number is a text there. */
  private static Map<String, Object> anyValue(Object value) {
    if (value instanceof Map<?, ?> members) {
      List<Object> attributes = new ArrayList<>();
      members.forEach((name, member) -> attributes.add(attribute(name.toString(), member)));
      return Map.of("kvlistValue", Map.of("values", attributes));
    }
    if (value instanceof List<?> elements) {
      return Map.of(
          "arrayValue", Map.of("values", elements.stream().map(OtelLines::anyValue).toList()));
    }
    if (value instanceof Long) {
      return Map.of("intValue", value.toString());
    }
    if (value instanceof Double) {
      return Map.of("doubleValue", value);
    }
    return Map.of(value instanceof Boolean ? "boolValue" : "stringValue", value);
  }
}
