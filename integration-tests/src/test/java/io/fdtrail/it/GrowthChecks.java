package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Of {@code fdtrail leaks --interval}: a process gets a descriptor each 100 ms, and keeps it. */
final class GrowthChecks {
  /** Of its descriptors. */
  static final int LIMIT = 1000;

  private static final double PER_MINUTE = 600;

  private GrowthChecks() {}

  static List<JsonNode> rows(List<String> lines) {
    return lines.stream()
        .map(Json::parse)
        .filter(row -> row.path("type").asText().equals("growth"))
        .toList();
  }

  static void check(List<String> lines, List<String> errors) {
    List<JsonNode> rows = rows(lines);
    assertThat(rows).hasSizeGreaterThanOrEqualTo(3);
    JsonNode first = rows.get(0);
    assertThat(first.has("change")).isFalse();
    assertThat(first.has("full_in_s")).isFalse();
    for (JsonNode row : rows) {
      int open = row.path("open").asInt();
      assertThat(row.path("pid")).isEqualTo(first.path("pid"));
      assertThat(row.path("limit").asInt()).isEqualTo(LIMIT);
      // 0, 1, 2 and its socket
      int descriptors = row.path("descriptors").asInt();
      assertThat(descriptors).isGreaterThanOrEqualTo(open + 4);
      assertThat(row.path("percent").asInt()).isEqualTo(100 * descriptors / LIMIT);
      assertThat(row.path("from")).hasSize(1);
      assertThat(row.path("from").path(0).path("sender_comm").asText()).isEqualTo("passfd");
      assertThat(row.path("from").path(0).path("kind").asText()).isEqualTo("memfd");
      assertThat(row.path("from").path(0).path("open").asInt()).isEqualTo(open);
    }
    for (JsonNode row : rows.subList(1, rows.size())) {
      int change = row.path("change").asInt();
      long nanos = row.path("change_ns").asLong();
      assertThat(change).isEqualTo(row.path("open").asInt() - first.path("open").asInt());
      // a receive may be read a moment after a look that was due, so this is no exact bound
      assertThat(row.path("per_minute").asDouble()).isBetween(1.0, 2 * PER_MINUTE);
      assertThat(row.path("per_minute").asDouble()).isEqualTo(change * 60e9 / nanos);
      double left = LIMIT - row.path("descriptors").asInt();
      assertThat(row.path("full_in_s").asLong())
          .isEqualTo((long) (left * nanos / change) / 1_000_000_000);
    }
    assertThat(errors)
        .filteredOn(line -> line.contains("descriptors open"))
        .singleElement()
        .asString()
        .matches("fdtrail: passfd/[0-9]+ has [0-9]+ of 1000 descriptors open \\([0-9]+%\\)");
  }
}
