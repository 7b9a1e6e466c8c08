package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;

/** Messages that end in many ways without having been received. */
final class EndChecks {
  private EndChecks() {}

  /**
   * @param skips whether the kernel may skip programs of this backend: what is missing then is
   *     counted
   */
  static void drops(String backend, GuestResults results, boolean skips) throws IOException {
    String run = "drops:" + backend;
    assertThat(results.status(run)).as(results.text(run, "errors")).isZero();
    JsonNode truth = Json.parse(results.text(run, "truth"));
    List<String> counts =
        truth.properties().stream()
            .map(reason -> reason.getKey() + " " + reason.getValue())
            .toList();
    long lost = Json.parse(results.text(run, "summary")).path("lost").asLong(-1);
    if (lost > 0 && skips) {
      assertThat(Long.parseLong(results.text(run, "all").strip()))
          .isBetween(10_000 - lost, 10_000L);
      return;
    }
    assertThat(results.lines(run, "counts")).containsExactlyInAnyOrderElementsOf(counts);
    assertThat(results.text(run, "all").strip()).isEqualTo("10000");
    assertThat(lost).isZero();
  }
}
