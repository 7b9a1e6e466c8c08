package io.fdtrail.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The rows in an answer of OpenSearch, with the columns that SQL would give them. */
final class OpenSearchRows {
  /** The first of them that is not empty is the service. */
  static final List<String> SERVICE = List.of("container", "user_unit", "unit");

  private final List<String> names;
  private final List<String> columns;
  private final List<List<Object>> rows = new ArrayList<>();

  /**
   * @param names of the keys in an answer, then of values
   * @param columns of a row
   */
  OpenSearchRows(List<String> names, List<String> columns) {
    this.names = names;
    this.columns = columns;
  }

  List<List<Object>> of(JsonNode aggregations) {
    add(List.of(), aggregations.path("rows"));
    return rows;
  }

  private void add(List<Object> keys, JsonNode aggregation) {
    for (JsonNode row : aggregation.path("value")) { // of a script
      List<Object> values = new ArrayList<>();
      row.forEach(each -> values.add(scalar(each)));
      add(values);
    }
    for (JsonNode bucket : aggregation.path("buckets")) {
      List<Object> values = new ArrayList<>(keys);
      JsonNode key = bucket.path("key");
      if (key.isArray()) {
        key.forEach(each -> values.add(scalar(each)));
      } else {
        values.add(scalar(key));
      }
      if (bucket.has("rows")) {
        add(values, bucket.path("rows"));
      } else {
        for (String name : names.subList(values.size(), names.size())) {
          values.add(value(bucket, name));
        }
        add(values);
      }
    }
  }

  private void add(List<Object> values) {
    Map<String, Object> byName = new HashMap<>();
    for (String name : names) {
      byName.put(name, values.get(byName.size()));
    }
    Object service =
        SERVICE.stream().map(byName::get).filter(Objects::nonNull).findFirst().orElse(null);
    byName.put("service", service);
    List<Object> row = new ArrayList<>();
    columns.forEach(each -> row.add(byName.get(each)));
    rows.add(row);
  }

  private static Object value(JsonNode bucket, String name) {
    JsonNode value = bucket.path(name);
    if (value.has("value_as_string")) {
      return Instant.parse(value.path("value_as_string").asText());
    }
    if (name.matches("p\\d+")) { // a percentile
      return Math.round(bucket.at("/wait/values/" + name.substring(1) + ".0").asDouble());
    }
    if (value.has("buckets")) {
      return scalar(value.at("/buckets/0/key"));
    }
    return scalar(value.has("value") ? value.path("value") : bucket.path("doc_count"));
  }

  private static Object scalar(JsonNode value) {
    if (value.isNumber()) {
      return new BigDecimal(value.asText()).longValueExact();
    }
    return value.asText().isEmpty() ? null : value.asText();
  }
}
