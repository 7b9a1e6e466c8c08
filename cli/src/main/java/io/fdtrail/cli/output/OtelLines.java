package io.fdtrail.cli.output;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * OpenTelemetry's protocol in JSON, a {@code LogsData} on each line, as its file exporter writes
 * and the collector's {@code otlpjsonfile} reads.
 */
final class OtelLines extends ConventionLines {
  OtelLines(EventOutput output) {
    super(Convention.OTEL, output);
  }

  @Override
  void write(ReadLine line, Map<String, Object> members, JsonLine to) throws IOException {
    OtelRecord record = OtelRecord.of(line, members);
    Map<String, Object> ofScope = new LinkedHashMap<>();
    ofScope.put("scope", scope(record));
    ofScope.put("logRecords", List.of(written(record)));
    Map<String, Object> ofResource = new LinkedHashMap<>();
    ofResource.put("resource", Map.of("attributes", attributes(record.resource())));
    ofResource.put("scopeLogs", List.of(ofScope));
    to.value(Map.of("resourceLogs", List.of(ofResource)));
  }

  private static Map<String, Object> scope(OtelRecord record) {
    Map<String, Object> scope = new LinkedHashMap<>();
    scope.put("name", OtelRecord.SCOPE);
    scope.put("version", record.version());
    return scope;
  }

  private static Map<String, Object> written(OtelRecord record) {
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("timeUnixNano", Long.toString(record.timeNanos()));
    written.put("severityNumber", record.severity());
    written.put("severityText", record.severityText());
    written.put("eventName", record.eventName());
    written.put("attributes", attributes(record.attributes()));
    return written;
  }

  private static List<Object> attributes(Map<?, ?> members) {
    List<Object> attributes = new ArrayList<>();
    members.forEach((name, value) -> attributes.add(attribute(name.toString(), value)));
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
      return Map.of("kvlistValue", Map.of("values", attributes(members)));
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
