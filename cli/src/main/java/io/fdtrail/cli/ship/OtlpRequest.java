package io.fdtrail.cli.ship;

import io.fdtrail.cli.output.OtelRecord;
import io.fdtrail.cli.output.ProtoMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Encodes records as OTLP's {@code ExportLogsServiceRequest}. The numbers are those of the fields
 * in {@code opentelemetry/proto/logs/v1/logs.proto} and {@code common/v1/common.proto}.
 */
final class OtlpRequest {
  private record Source(Map<String, Object> resource, String version) {}

  private OtlpRequest() {}

  static byte[] encode(List<OtelRecord> records) {
    Map<Source, List<OtelRecord>> bySource = new LinkedHashMap<>();
    for (OtelRecord each : records) {
      Source source = new Source(each.resource(), each.version());
      bySource.computeIfAbsent(source, key -> new ArrayList<>()).add(each);
    }
    ProtoMessage request = new ProtoMessage();
    bySource.forEach((source, all) -> request.message(1, resourceLogs(source, all)));
    return request.toBytes();
  }

  private static ProtoMessage resourceLogs(Source source, List<OtelRecord> records) {
    ProtoMessage scope = new ProtoMessage().string(1, OtelRecord.SCOPE).string(2, source.version());
    ProtoMessage scopeLogs = new ProtoMessage().message(1, scope);
    records.forEach(each -> scopeLogs.message(2, logRecord(each)));
    return new ProtoMessage()
        .message(1, attributes(1, source.resource(), new ProtoMessage()))
        .message(2, scopeLogs);
  }

  private static ProtoMessage logRecord(OtelRecord from) {
    ProtoMessage record =
        new ProtoMessage()
            .fixed(1, from.timeNanos())
            .number(2, from.severity())
            .string(3, from.severityText());
    return attributes(6, from.attributes(), record).string(12, from.eventName());
  }

  private static ProtoMessage attributes(int field, Map<?, ?> members, ProtoMessage to) {
    members.forEach(
        (name, value) ->
            to.message(
                field, new ProtoMessage().string(1, name.toString()).message(2, anyValue(value))));
    return to;
  }

  private static ProtoMessage anyValue(Object value) {
    ProtoMessage any = new ProtoMessage();
    if (value instanceof Map<?, ?> members) {
      return any.message(6, attributes(1, members, new ProtoMessage()));
    }
    if (value instanceof List<?> elements) {
      ProtoMessage array = new ProtoMessage();
      elements.forEach(each -> array.message(1, anyValue(each)));
      return any.message(5, array);
    }
    if (value instanceof Long number) {
      return any.number(3, number);
    }
    if (value instanceof Double number) {
      return any.fixed(4, Double.doubleToRawLongBits(number));
    }
    if (value instanceof Boolean flag) {
      return any.number(2, flag ? 1 : 0);
    }
    return any.string(1, value.toString());
  }
}
